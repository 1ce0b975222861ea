package dev.banksman.deploy.simulation.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names between slashes. Relative paths count from the root; there are no symbolic links. */
final class SimulatedPath implements Path {

    private final SimulatedFileSystem fileSystem;
    private final boolean absolute;
    /** The empty path has one name, which is empty; the root has none. */
    private final List<String> names;

    SimulatedPath(SimulatedFileSystem fileSystem, boolean absolute, List<String> names) {
        this.fileSystem = fileSystem;
        this.absolute = absolute;
        this.names = absolute || !names.isEmpty() ? List.copyOf(names) : List.of("");
    }

    static SimulatedPath parse(SimulatedFileSystem fileSystem, String text) {
        var names =
                Arrays.stream(text.split("/")).filter(name -> !name.isEmpty()).toList();
        return new SimulatedPath(fileSystem, text.startsWith("/"), names);
    }

    /** A path of this kind; others belong to other disks. */
    static SimulatedPath of(Path path) {
        if (path instanceof SimulatedPath simulated) {
            return simulated;
        }
        throw new ProviderMismatchException("Expected a path on a simulated disk, found " + path);
    }

    List<String> absoluteNames() {
        return toAbsolutePath().normalize().names;
    }

    String lastName() {
        return absoluteNames().getLast();
    }

    private SimulatedPath with(boolean from, List<String> parts) {
        return new SimulatedPath(fileSystem, from, parts);
    }

    private boolean isEmpty() {
        return !absolute && names.equals(List.of(""));
    }

    @Override
    public SimulatedFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable SimulatedPath getRoot() {
        return absolute ? fileSystem.root() : null;
    }

    @Override
    public @Nullable SimulatedPath getFileName() {
        return names.isEmpty() ? null : with(false, List.of(names.getLast()));
    }

    @Override
    public @Nullable SimulatedPath getParent() {
        int above = names.size() - 1;
        return above > 0 || (absolute && above == 0) ? with(absolute, names.subList(0, above)) : null;
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public SimulatedPath getName(int index) {
        if (index < 0 || index >= names.size()) {
            throw new IllegalArgumentException("Expected a name before " + names.size() + ", found " + index);
        }
        return with(false, List.of(names.get(index)));
    }

    @Override
    public SimulatedPath subpath(int beginIndex, int endIndex) {
        if (beginIndex < 0 || endIndex > names.size() || beginIndex >= endIndex) {
            throw new IllegalArgumentException(
                    "Expected names within " + names.size() + ", found " + beginIndex + " to " + endIndex);
        }
        return with(false, names.subList(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof SimulatedPath path
                && path.fileSystem == fileSystem
                && path.absolute == absolute
                && path.names.size() <= names.size()
                && names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof SimulatedPath path) || path.fileSystem != fileSystem) {
            return false;
        }
        int from = names.size() - path.names.size();
        return path.absolute
                ? equals(path)
                : from >= 0 && names.subList(from, names.size()).equals(path.names);
    }

    @Override
    public SimulatedPath normalize() {
        var kept = new ArrayList<String>();
        for (var name : names) {
            if (name.equals("..") && !kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else if (!name.equals(".") && !name.isEmpty() && !(name.equals("..") && absolute)) {
                kept.add(name);
            }
        }
        return with(absolute, kept);
    }

    @Override
    public SimulatedPath resolve(Path other) {
        var path = of(other);
        if (path.absolute || isEmpty()) {
            return path;
        }
        if (path.isEmpty()) {
            return this;
        }
        var joined = new ArrayList<>(names);
        joined.addAll(path.names);
        return with(absolute, joined);
    }

    @Override
    public SimulatedPath relativize(Path other) {
        var path = of(other);
        if (path.absolute != absolute) {
            throw new IllegalArgumentException("Expected two paths of the same kind, found " + this + " and " + path);
        }
        var mine = isEmpty() ? List.<String>of() : names;
        int common = 0;
        while (common < mine.size()
                && common < path.names.size()
                && mine.get(common).equals(path.names.get(common))) {
            common++;
        }
        var way = new ArrayList<String>();
        mine.subList(common, mine.size()).forEach(_ -> way.add(".."));
        way.addAll(path.names.subList(common, path.names.size()));
        return with(false, way);
    }

    @Override
    public URI toUri() {
        return URI.create(fileSystem.provider().getScheme() + ":" + toAbsolutePath());
    }

    @Override
    public SimulatedPath toAbsolutePath() {
        return absolute ? this : fileSystem.root().resolve(this);
    }

    @Override
    public SimulatedPath toRealPath(LinkOption... options) throws IOException {
        fileSystem.provider().checkAccess(this);
        return toAbsolutePath().normalize();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("A simulated disk cannot be watched");
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(of(other).toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SimulatedPath path
                && path.fileSystem == fileSystem
                && path.absolute == absolute
                && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }
}
