package dev.banksman.agent.upgrade;

import dev.banksman.common.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;

/**
 * The agent's side of {@code versions/}: the token that changes its name on its way from one owner to the next, and the
 * versions themselves, one directory each. The starter's side and the meaning of the names are in {@code starter.sh}.
 * For one thread at a time.
 */
public final class VersionFiles {

    /** Far more than is told of it: what is cut off is cut off after secrets were blotted out. */
    private static final int WHY_BYTES = 256 * 1024;

    private final Path directory;

    /** @param directory {@code versions/} of the agent's directory; made when it is needed */
    public VersionFiles(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** Where a version lies that was fetched. */
    Path home(String version) {
        return directory.resolve(version);
    }

    /** Where a version is made ready; no version has such a name. */
    Path fresh(String version) {
        return directory.resolve("new-" + version);
    }

    /** Makes the directory, durable, if it is missing. */
    void make() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            var parent = directory.getParent();
            if (parent != null) {
                DurableFiles.syncDirectory(parent);
            }
        }
    }

    /** Durable on return: the next start tries this version. */
    void ask(VersionToken token) throws IOException {
        make();
        DurableFiles.write(directory.resolve("asked"), token.encode());
    }

    /**
     * The version on trial is to stay.
     *
     * @return false if its trial is over: it was rolled back, and has to end
     */
    boolean confirm(String version) throws IOException {
        var trial = read("on-trial");
        if (trial.isEmpty() || !trial.get().version().equals(version)) {
            return false;
        }
        forgetRollback();
        try {
            Files.move(
                    directory.resolve("on-trial"),
                    directory.resolve("chosen"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            // The starter was faster.
            return false;
        }
        DurableFiles.syncDirectory(directory);
        return true;
    }

    /** The token of the version that starts, unless the installed one does. */
    Optional<VersionToken> chosen() throws IOException {
        return read("chosen");
    }

    /** The version that failed last, if nothing was asked for since. */
    Optional<VersionToken> rolledBack() throws IOException {
        return read("rolled-back");
    }

    /** Why, in the starter's words, with the last lines that the failed version printed; secrets and all. */
    String why() throws IOException {
        try (var in = Files.newInputStream(directory.resolve("why"))) {
            return new String(in.readNBytes(WHY_BYTES), StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            return "Its starter could not write down why.";
        }
    }

    void forgetRollback() throws IOException {
        if (Files.isDirectory(directory)) {
            Files.deleteIfExists(directory.resolve("rolled-back"));
            Files.deleteIfExists(directory.resolve("why"));
            DurableFiles.syncDirectory(directory);
        }
    }

    /** Removes the versions that are not to be kept, and what interrupted fetches left. */
    void keepOnly(Set<String> versions) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (var entry : entries) {
                var name = String.valueOf(entry.getFileName());
                if (!versions.contains(name)) {
                    Trees.delete(entry);
                }
            }
        }
    }

    private Optional<VersionToken> read(String name) throws IOException {
        var file = directory.resolve(name);
        try {
            return Optional.of(VersionToken.decode(file.toString(), Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
