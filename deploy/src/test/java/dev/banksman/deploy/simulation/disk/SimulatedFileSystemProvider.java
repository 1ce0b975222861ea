package dev.banksman.deploy.simulation.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the calls of {@link Files} into operations on one disk. Each disk has a provider of its own, so that nothing is
 * moved from one to another. What the product does not use is refused, not imitated.
 */
final class SimulatedFileSystemProvider extends FileSystemProvider {

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwxr-xr-x");

    private final SimulatedDisk disk;

    SimulatedFileSystemProvider(SimulatedDisk disk) {
        this.disk = disk;
    }

    @Override
    public String getScheme() {
        return "simulated-disk";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
        throw new UnsupportedOperationException("A simulated disk is made by SimulatedDisk.create");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return disk.root().getFileSystem();
    }

    @Override
    public Path getPath(URI uri) {
        return disk.root().resolve(uri.getSchemeSpecificPart());
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return SimulatedFileChannel.open(
                disk, SimulatedPath.of(path), OpenFlags.of(options), permissions(attributes, FILE));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        var directory = disk.names().directory(SimulatedPath.of(path));
        disk.faults().beforeRead(path);
        var found = new ArrayList<Path>();
        for (var name : directory.entries().keySet()) {
            var entry = path.resolve(name);
            if (filter.accept(entry)) {
                found.add(entry);
            }
        }
        return new SimulatedDirectoryStream(found);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        disk.names().createDirectory(SimulatedPath.of(path), permissions(attributes, DIRECTORY));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        disk.names().link(SimulatedPath.of(link), SimulatedPath.of(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.names().delete(SimulatedPath.of(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        if (List.of(options).contains(StandardCopyOption.REPLACE_EXISTING)) {
            Files.deleteIfExists(target);
        }
        Files.write(target, Files.readAllBytes(source), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        // Atomic here means what rename does: whatever was there is replaced.
        var asked = List.of(options);
        boolean replace =
                asked.contains(StandardCopyOption.REPLACE_EXISTING) || asked.contains(StandardCopyOption.ATOMIC_MOVE);
        disk.names().move(SimulatedPath.of(source), SimulatedPath.of(target), replace);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return disk.names().get(SimulatedPath.of(path)).equals(disk.names().get(SimulatedPath.of(other)));
    }

    @Override
    public boolean isHidden(Path path) {
        return SimulatedPath.of(path).lastName().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        return new SimulatedFileStore(disk.faults());
    }

    /** The owner, who has every right. */
    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        disk.names().get(SimulatedPath.of(path));
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return type.isAssignableFrom(SimulatedAttributeView.class)
                ? type.cast(new SimulatedAttributeView(disk.names(), SimulatedPath.of(path)))
                : null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (!type.isAssignableFrom(SimulatedAttributes.class)) {
            throw new UnsupportedOperationException("A simulated disk has no " + type.getSimpleName());
        }
        return type.cast(SimulatedAttributes.of(disk.names().get(SimulatedPath.of(path))));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw new UnsupportedOperationException("A simulated disk has no attributes by name: " + attributes);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException("A simulated disk has no attributes by name: " + attribute);
    }

    private static Set<PosixFilePermission> permissions(
            FileAttribute<?>[] attributes, Set<PosixFilePermission> otherwise) {
        var permissions = otherwise;
        for (var attribute : attributes) {
            if (!attribute.name().equals("posix:permissions")) {
                throw new UnsupportedOperationException("A simulated disk has no attribute " + attribute.name());
            }
            permissions = castPermissions(attribute.value());
        }
        return permissions;
    }

    @SuppressWarnings("unchecked") // That attribute has this type by its specification.
    private static Set<PosixFilePermission> castPermissions(Object value) {
        return (Set<PosixFilePermission>) value;
    }
}
