package dev.banksman.agent.upgrade;

import dev.banksman.common.PackageRules;
import dev.banksman.common.ZipEnd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A package of the agent: a zip with {@code bin/} and {@code lib/}. Unpacked with suspicion, because what comes out is
 * started: no name leaves the directory, no link is made, and number and size are bounded whatever the zip claims.
 */
final class PackageArchive {

    private static final int BUFFER_BYTES = 64 * 1024;

    private PackageArchive() {}

    /**
     * Unpacks into a directory that is not there yet. Nothing is synced.
     *
     * @param room checked for what the package says will come out; more than that does not
     * @throws UpgradeException if this is no package, or a harmful one, or there is no room for it
     */
    static void unpack(Path archive, Path target, DiskRoom room) throws UpgradeException, IOException {
        try {
            ZipEnd.check(archive, PackageRules.DIRECTORY_BYTES);
            try (var zip = new ZipFile(archive.toFile())) {
                room.check(unpackedBytes(zip), "the unpacked version");
                Files.createDirectories(target);
                var entries = zip.entries();
                while (entries.hasMoreElements()) {
                    var entry = entries.nextElement();
                    if (!entry.isDirectory()) {
                        unpack(zip, entry, target);
                    }
                }
            }
        } catch (ZipException e) {
            throw new UpgradeException("The package is no whole zip: " + e.getMessage() + ".");
        }
    }

    private static long unpackedBytes(ZipFile zip) throws UpgradeException {
        if (zip.size() > PackageRules.FILES) {
            throw new UpgradeException(
                    "The package: expected at most " + PackageRules.FILES + " files, found " + zip.size() + ".");
        }
        long sum = 0;
        var entries = zip.entries();
        while (entries.hasMoreElements()) {
            long bytes = entries.nextElement().getSize();
            if (bytes < 0 || bytes > PackageRules.UNPACKED_BYTES - sum) {
                throw new UpgradeException("The package: expected at most " + PackageRules.UNPACKED_BYTES
                        + " bytes unpacked, found more.");
            }
            sum += bytes;
        }
        return sum;
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path target) throws UpgradeException, IOException {
        var name = entry.getName();
        if (!PackageRules.isName(name)) {
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
                if (written > entry.getSize()) {
                    throw new UpgradeException("The package: expected " + entry.getSize() + " bytes in " + name
                            + ", as it says, found more.");
                }
                out.write(buffer, 0, read);
            }
        }
        if (name.startsWith("bin/")
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
