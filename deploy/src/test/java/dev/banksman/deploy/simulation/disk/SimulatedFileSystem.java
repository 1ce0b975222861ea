package dev.banksman.deploy.simulation.disk;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Set;

/** The file system of one {@link SimulatedDisk}; has one root and is never closed. */
final class SimulatedFileSystem extends FileSystem {

    static final Set<String> VIEWS = Set.of("basic", "posix");

    private final SimulatedFileSystemProvider provider;
    private final SimulatedPath root = new SimulatedPath(this, true, List.of());

    SimulatedFileSystem(SimulatedFileSystemProvider provider) {
        this.provider = provider;
    }

    SimulatedPath root() {
        return root;
    }

    @Override
    public SimulatedFileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("A simulated disk is not closed");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(root);
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of(provider.getFileStore(root));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return VIEWS;
    }

    @Override
    public SimulatedPath getPath(String first, String... more) {
        return SimulatedPath.parse(this, more.length == 0 ? first : first + "/" + String.join("/", more));
    }

    /** Patterns mean what they mean on the machine that runs the simulation. */
    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        var matcher = FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(Path.of(path.toString()));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("A simulated disk knows one owner only");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("A simulated disk cannot be watched");
    }
}
