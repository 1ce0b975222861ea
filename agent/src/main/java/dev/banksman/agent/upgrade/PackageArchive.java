package dev.banksman.agent.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A package of the agent: a zip with {@code bin/} and {@code lib/}. Unpacked with suspicion, because what comes out is
 * started: no name leaves the directory, no link is made, and number and size are bounded whatever the zip claims.
 */
final class PackageArchive {

    /** Largest package taken in. */
    static final long PACKED_BYTES = 512L << 20;

    private static final int ENTRIES = 2_000;
    private static final long UNPACKED_BYTES = 1L << 30;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Pattern NAME = Pattern.compile(
            "(?:bin|lib)(?:/[0-9A-Za-z_+@-][0-9A-Za-z._+@-]{0,199}){1,4}|LICENSE[A-Z.a-z]*|NOTICE[A-Z.a-z]*");

    private PackageArchive() {}

    /**
     * Unpacks into a directory that is not there yet. Nothing is synced.
     *
     * @throws UpgradeException if this is no package, or a harmful one
     */
    static void unpack(Path archive, Path target) throws UpgradeException, IOException {
        try (var zip = new ZipFile(archive.toFile())) {
            if (zip.size() > ENTRIES) {
                throw new UpgradeException(
                        "The package: expected at most " + ENTRIES + " files, found " + zip.size() + ".");
            }
            Files.createDirectories(target);
            long left = UNPACKED_BYTES;
            var entries = zip.entries();
            while (entries.hasMoreElements()) {
                var entry = entries.nextElement();
                if (!entry.isDirectory()) {
                    left -= unpack(zip, entry, target, left);
                }
            }
        } catch (ZipException e) {
            throw new UpgradeException("The package is no whole zip: " + e.getMessage() + ".");
        }
    }

    private static long unpack(ZipFile zip, ZipEntry entry, Path target, long left)
            throws UpgradeException, IOException {
        var name = entry.getName();
        if (!NAME.matcher(name).matches()) {
            throw new UpgradeException("The package: expected files in bin/ and lib/, found '"
                    + (name.length() > 200 ? name.substring(0, 200) + "..." : name) + "'.");
        }
        var file = target.resolve(name);
        var parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (Files.exists(file)) {
            throw new UpgradeException("The package has " + name + " twice.");
        }
        long written = 0;
        try (InputStream in = zip.getInputStream(entry);
                var out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                written += read;
                if (written > left) {
                    throw new UpgradeException(
                            "The package: expected at most " + UNPACKED_BYTES + " bytes unpacked, found more.");
                }
                out.write(buffer, 0, read);
            }
        }
        if (name.startsWith("bin/")
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return written;
    }
}
