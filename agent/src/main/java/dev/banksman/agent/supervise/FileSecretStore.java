package dev.banksman.agent.supervise;

import dev.banksman.common.Redactor;
import dev.banksman.common.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Secrets as files, one each, named as actions name them; a line break at the end is not part of the value. Read again
 * whenever a file has changed, so that an administrator can add one while the agent runs. Secrets shorter than four
 * characters can be used, but are not searched for in output: they would blot out half of it.
 *
 * <p>Safe for use by many threads.
 */
public final class FileSecretStore implements SecretStore {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int SHORTEST_SEARCHED = 4;
    private static final long LIMIT_BYTES = 64 * 1024;

    private final Path directory;
    private Map<String, String> stamps = Map.of();
    private Map<String, String> values = Map.of();
    private Secrets patterns = Secrets.NONE;

    public FileSecretStore(Path directory) {
        this.directory = directory;
    }

    @Override
    public synchronized Optional<String> find(String name) {
        refresh();
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public synchronized Secrets patterns() {
        refresh();
        return patterns;
    }

    @Override
    public synchronized String redact(String text) {
        refresh();
        return Redactor.redact(
                text,
                values.values().stream()
                        .filter(value -> value.length() >= SHORTEST_SEARCHED)
                        .toList());
    }

    private void refresh() {
        try {
            var found = stamps();
            if (!found.equals(stamps)) {
                values = read(found);
                patterns = Secrets.of(values.values().stream()
                        .filter(value -> value.length() >= SHORTEST_SEARCHED)
                        .toList());
                stamps = found;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The secrets in " + directory + " cannot be read", e);
        }
    }

    private Map<String, String> stamps() throws IOException {
        var found = new TreeMap<String, String>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (var file : files) {
                    var name = file.getFileName().toString();
                    if (NAME.matcher(name).matches() && Files.isRegularFile(file)) {
                        found.put(name, Files.getLastModifiedTime(file) + " " + Files.size(file));
                    }
                }
            }
        }
        return found;
    }

    private Map<String, String> read(Map<String, String> names) throws IOException {
        var found = new TreeMap<String, String>();
        for (var name : names.keySet()) {
            var file = directory.resolve(name);
            try {
                if (Files.size(file) > LIMIT_BYTES) {
                    throw new IOException(
                            file + ": expected a secret of at most 64 KiB, found " + Files.size(file) + " bytes");
                }
                found.put(name, Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\R\\z", ""));
            } catch (NoSuchFileException e) {
                // Removed while we looked: it is not there.
            }
        }
        return found;
    }
}
