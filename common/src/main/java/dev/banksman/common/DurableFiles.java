package dev.banksman.common;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Small files that survive a power loss: written beside their place, synced, renamed into place, and the directory
 * synced after them. A reader sees the old content or the new one, never a part. A crash may leave a file named
 * {@code *.tmp} behind, which the next write replaces.
 *
 * <p>One writer per file at a time; different files may be written by different threads.
 */
public final class DurableFiles {

    private static final String TEMPORARY = ".tmp";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private DurableFiles() {}

    /** Writes or replaces the file, with the permissions the process gives by default. */
    public static void write(Path file, byte[] content) throws IOException {
        replace(file, content);
    }

    /**
     * Writes or replaces a file that holds a secret: readable by its owner only, from the moment it exists. Where the
     * file system knows no such permissions (Windows), the directory's access list has to do it.
     */
    public static void writeSecret(Path file, byte[] content) throws IOException {
        replace(file, content, ownerOnly(file, OWNER_ONLY));
    }

    /** Makes the directory and its parents; the directory itself is open to its owner only. */
    public static void createSecretDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        var parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(directory, ownerOnly(directory, OWNER_ONLY_DIRECTORY));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    /** Renames a file whose content is already synced, replacing what was there, and makes the renaming durable. */
    public static void moveInto(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(directoryOf(to));
    }

    /** Makes the directory's entries durable. Windows does that with the file itself and offers no call for it. */
    public static void syncDirectory(Path directory) throws IOException {
        if (onPosix(directory)) {
            try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void replace(Path file, byte[] content, FileAttribute<?>... attributes) throws IOException {
        var temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
        Files.deleteIfExists(temporary);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(temporary, options, attributes)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        moveInto(temporary, file);
    }

    private static FileAttribute<?>[] ownerOnly(Path path, Set<PosixFilePermission> permissions) {
        return onPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean onPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static Path directoryOf(Path file) {
        var parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("Expected a file in a directory, found " + file);
        }
        return parent;
    }
}
