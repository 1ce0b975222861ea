package dev.banksman.deploy.simulation.disk;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A directory: the names that every reader sees, and those that are on the disk. {@link NameLog} has the changes. */
final class DirectoryNode extends Inode {

    private static final long BLOCK = 4096;

    private final TreeMap<String, Inode> current = new TreeMap<>();
    private final TreeMap<String, Inode> durable = new TreeMap<>();

    DirectoryNode(Path path, Set<PosixFilePermission> permissions, Instant created) {
        super(path, permissions, created);
    }

    @Override
    long size() {
        return BLOCK;
    }

    @Nullable
    Inode find(String name) {
        return current.get(name);
    }

    /** Names in order, so that no history depends on a hash. */
    Map<String, Inode> entries() {
        return new TreeMap<>(current);
    }

    void set(String name, @Nullable Inode inode) {
        put(current, name, inode);
    }

    void setDurably(String name, @Nullable Inode inode) {
        put(durable, name, inode);
    }

    /** Readers see what is on the disk, and that alone. */
    void losePower() {
        current.clear();
        current.putAll(durable);
    }

    private static void put(Map<String, Inode> entries, String name, @Nullable Inode inode) {
        if (inode == null) {
            entries.remove(name);
        } else {
            entries.put(name, inode);
        }
    }
}
