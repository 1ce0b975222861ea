package dev.banksman.controller.upgrade;

import dev.banksman.common.DurableFiles;
import dev.banksman.common.PackageRules;
import dev.banksman.common.ZipEnd;
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
    private static final String LAUNCHER = "bin/banksman-agent";
    private static final String VERSION_FILE = "lib/version";
    /** What a package that is made must leave on the disk. */
    private static final long RESERVE_BYTES = 256L << 20;

    private static final LocalDateTime DATE = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final ArtifactStore artifacts;
    private final Path work;

    private final Free free;

    /** How many bytes can still be written. */
    interface Free {
        long bytes() throws IOException;
    }

    /** Where the bytes of one file come from. */
    private interface Opening {
        InputStream open() throws IOException;
    }

    private record Source(long size, Opening content) {}

    AgentPackages(ArtifactStore artifacts, Path work, Free free) {
        this.artifacts = artifacts;
        this.work = work;
        this.free = free;
    }

    /** @param work directory for what is being made; of this controller alone, and emptied here */
    public static AgentPackages open(ArtifactStore artifacts, Path work) throws IOException {
        DurableFiles.createSecretDirectory(work);
        try (Stream<Path> left = Files.list(work)) {
            for (var file : (Iterable<Path>) left::iterator) {
                Files.delete(file);
            }
        }
        return new AgentPackages(artifacts, work, () -> Files.getFileStore(work).getUsableSpace());
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
                        parts.put(name, new Source(Files.size(file), () -> Files.newInputStream(file)));
                    }
                }
            }
        }
        return pack(parts);
    }

    /** The agent of a distribution in a zip, with or without a directory around everything. */
    public AgentPackage ofZip(Path archive) throws IOException, UnusableDistributionException {
        try {
            ZipEnd.check(archive, PackageRules.DIRECTORY_BYTES);
            return ofCheckedZip(archive);
        } catch (ZipException e) {
            throw new UnusableDistributionException(
                    "Expected a distribution of Banksman as a zip, found something else (" + e.getMessage() + ").");
        }
    }

    private AgentPackage ofCheckedZip(Path archive) throws IOException, UnusableDistributionException {
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
                    parts.put(name, new Source(entry.getSize(), () -> zip.getInputStream(entry)));
                }
            }
            return pack(parts);
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
        checkRules(parts);
        checkRoom(parts);
        var file = Files.createTempFile(work, "package", ".zip");
        try {
            write(parts, file);
            if (Files.size(file) > PackageRules.PACKED_BYTES) {
                throw new UnusableDistributionException("Expected at most " + PackageRules.PACKED_BYTES
                        + " bytes in the package of the agent's part, found " + Files.size(file) + ".");
            }
            return new AgentPackage(version, artifacts.put(file), Files.size(file));
        } catch (ArtifactException e) {
            if (e.reason() == ArtifactException.Reason.NO_ROOM) {
                throw new UnusableDistributionException(e.explanation());
            }
            throw new IOException(e.getMessage(), e);
        } finally {
            Files.delete(file);
        }
    }

    /** What an agent would refuse is not stored for it. */
    private static void checkRules(SortedMap<String, Source> parts) throws UnusableDistributionException {
        if (parts.size() > PackageRules.FILES) {
            throw new UnusableDistributionException("Expected at most " + PackageRules.FILES
                    + " files in the agent's part, found " + parts.size() + ".");
        }
        for (var name : parts.keySet()) {
            if (!PackageRules.isName(name)) {
                throw new UnusableDistributionException("Expected files whose names have letters, digits and . _ + @ -"
                        + " and do not begin with a dot, found '" + printable(name) + "'.");
            }
        }
    }

    private void checkRoom(SortedMap<String, Source> parts) throws IOException, UnusableDistributionException {
        long sum = 0;
        for (var part : parts.values()) {
            if (part.size() < 0 || part.size() > PackageRules.UNPACKED_BYTES - sum) {
                throw tooLarge();
            }
            sum += part.size();
        }
        long found = free.bytes();
        if (found - RESERVE_BYTES < sum) {
            throw new UnusableDistributionException("Expected room on the controller's disk for " + sum
                    + " bytes of the agent's part and a reserve of " + RESERVE_BYTES + ", found " + found + ".");
        }
    }

    private static UnusableDistributionException tooLarge() {
        return new UnusableDistributionException(
                "Expected at most " + PackageRules.UNPACKED_BYTES + " bytes of files in the agent's part, found more.");
    }

    private static String printable(String text) {
        var line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }

    private static String version(SortedMap<String, Source> parts) throws IOException, UnusableDistributionException {
        var source = parts.get(VERSION_FILE);
        if (source == null) {
            throw new IllegalStateException("It was there a moment ago");
        }
        try (var in = source.content().open()) {
            var version = new String(in.readNBytes(100), StandardCharsets.UTF_8).strip();
            if (!PackageRules.isVersion(version)) {
                throw new UnusableDistributionException(VERSION_FILE + ": expected " + PackageRules.VERSION_WORDS
                        + ", found '" + printable(version) + "'.");
            }
            return version;
        }
    }

    private static void write(SortedMap<String, Source> parts, Path file)
            throws IOException, UnusableDistributionException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var part : parts.entrySet()) {
                var entry = new ZipEntry(part.getKey());
                entry.setTimeLocal(DATE);
                zip.putNextEntry(entry);
                long left = part.getValue().size();
                try (var in = part.getValue().content().open()) {
                    var buffer = new byte[64 * 1024];
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        left -= read;
                        if (left < 0) {
                            throw new UnusableDistributionException("Expected "
                                    + part.getValue().size() + " bytes in " + part.getKey() + ", found more.");
                        }
                        zip.write(buffer, 0, read);
                    }
                }
                zip.closeEntry();
            }
        }
    }
}
