package dev.banksman.controller.upgrade;

import dev.banksman.common.DurableFiles;
import dev.banksman.controller.artifact.ArtifactException;
import dev.banksman.controller.artifact.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes packages of the agent out of distributions: the agent's part alone, in one order and with one date, so that the
 * same distribution gives the same digest. Packages become artifacts, from which agents fetch them. Safe for use by many
 * threads.
 */
public final class AgentPackages {

    private static final Pattern PARTS = Pattern.compile(
            "bin/banksman-(?:agent|agent\\.cmd|shim\\.exe)|lib/[^/]+|lib/agent/[^/]+\\.jar|(?:LICENSE|NOTICE)[A-Za-z.]*");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}");
    private static final String LAUNCHER = "bin/banksman-agent";
    private static final String VERSION_FILE = "lib/version";
    private static final long UNPACKED_BYTES = 1L << 30;
    private static final LocalDateTime DATE = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final ArtifactStore artifacts;
    private final Path work;

    /** Where the bytes of one file come from. */
    private interface Source {
        InputStream open() throws IOException;
    }

    private AgentPackages(ArtifactStore artifacts, Path work) {
        this.artifacts = artifacts;
        this.work = work;
    }

    /** @param work directory for what is being made; of this controller alone, and emptied here */
    public static AgentPackages open(ArtifactStore artifacts, Path work) throws IOException {
        DurableFiles.createSecretDirectory(work);
        try (Stream<Path> left = Files.list(work)) {
            for (var file : (Iterable<Path>) left::iterator) {
                Files.delete(file);
            }
        }
        return new AgentPackages(artifacts, work);
    }

    /** A new empty file for a distribution that is on its way here; the caller deletes it. */
    public Path newFile() throws IOException {
        return Files.createTempFile(work, "distribution", ".zip");
    }

    /** The agent of the distribution that is installed in this directory. */
    public AgentPackage ofInstalled(Path home) throws IOException, UnusableDistributionException {
        var parts = new TreeMap<String, Source>();
        if (Files.isDirectory(home)) {
            try (Stream<Path> files = Files.walk(home, 3)) {
                for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    var name = home.relativize(file).toString().replace('\\', '/');
                    if (PARTS.matcher(name).matches()) {
                        parts.put(name, () -> Files.newInputStream(file));
                    }
                }
            }
        }
        return pack(parts);
    }

    /** The agent of a distribution in a zip, with or without a directory around everything. */
    public AgentPackage ofZip(Path archive) throws IOException, UnusableDistributionException {
        try (var zip = new ZipFile(archive.toFile())) {
            var around = zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.matches("([^/]+/)?" + LAUNCHER))
                    .map(name -> name.substring(0, name.length() - LAUNCHER.length()))
                    .findFirst()
                    .orElse("");
            var parts = new TreeMap<String, Source>();
            for (var entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                var name = entry.getName().startsWith(around) ? entry.getName().substring(around.length()) : "";
                if (PARTS.matcher(name).matches()) {
                    parts.put(name, () -> zip.getInputStream(entry));
                }
            }
            return pack(parts);
        } catch (ZipException e) {
            throw new UnusableDistributionException(
                    "Expected a distribution of Banksman as a zip, found something else (" + e.getMessage() + ").");
        }
    }

    /** Whether agents can fetch it here. */
    public boolean has(AgentPackage wanted) throws IOException {
        var size = artifacts.size(wanted.digest());
        return size.isPresent() && size.getAsLong() == wanted.size();
    }

    private AgentPackage pack(SortedMap<String, Source> parts) throws IOException, UnusableDistributionException {
        var jars = parts.keySet().stream().anyMatch(name -> name.startsWith("lib/agent/"));
        if (!parts.containsKey(LAUNCHER) || !parts.containsKey(VERSION_FILE) || !jars) {
            throw new UnusableDistributionException("Expected a distribution with " + LAUNCHER + ", " + VERSION_FILE
                    + " and jars in lib/agent, found " + (parts.isEmpty() ? "none of them" : "only a part of them")
                    + ".");
        }
        var version = version(parts);
        var file = Files.createTempFile(work, "package", ".zip");
        try {
            write(parts, file);
            return new AgentPackage(version, artifacts.put(file), Files.size(file));
        } catch (ArtifactException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            Files.delete(file);
        }
    }

    private static String version(SortedMap<String, Source> parts) throws IOException, UnusableDistributionException {
        var source = parts.get(VERSION_FILE);
        if (source == null) {
            throw new IllegalStateException("It was there a moment ago");
        }
        try (var in = source.open()) {
            var version = new String(in.readNBytes(100), StandardCharsets.UTF_8).strip();
            if (!VERSION.matcher(version).matches()) {
                throw new UnusableDistributionException(
                        VERSION_FILE + ": expected a version of letters, digits and . + _ -, found '" + version + "'.");
            }
            return version;
        }
    }

    private static void write(SortedMap<String, Source> parts, Path file)
            throws IOException, UnusableDistributionException {
        long left = UNPACKED_BYTES;
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var part : parts.entrySet()) {
                var entry = new ZipEntry(part.getKey());
                entry.setTimeLocal(DATE);
                zip.putNextEntry(entry);
                try (var in = part.getValue().open()) {
                    var buffer = new byte[64 * 1024];
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        left -= read;
                        if (left < 0) {
                            throw new UnusableDistributionException("Expected at most " + UNPACKED_BYTES
                                    + " bytes of files in the agent's part, found more.");
                        }
                        zip.write(buffer, 0, read);
                    }
                }
                zip.closeEntry();
            }
        }
    }
}
