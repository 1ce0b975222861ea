package dev.banksman.deploy.simulation.disk;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Set;

/** A file or directory apart from its names. Permissions and times are taken as durable at once. */
abstract sealed class Inode permits FileNode, DirectoryNode {

    private final Instant created;
    private Path path;
    private Set<PosixFilePermission> permissions;
    private Instant modified;

    Inode(Path path, Set<PosixFilePermission> permissions, Instant created) {
        this.path = path;
        this.permissions = Set.copyOf(permissions);
        this.created = created;
        this.modified = created;
    }

    abstract long size();

    /** The latest name, for questions and messages; the names that count stand in directories. */
    Path path() {
        return path;
    }

    void renamed(Path to) {
        path = to;
    }

    Set<PosixFilePermission> permissions() {
        return permissions;
    }

    void permit(Set<PosixFilePermission> given) {
        permissions = Set.copyOf(given);
    }

    Instant created() {
        return created;
    }

    Instant modified() {
        return modified;
    }

    void touch(Instant at) {
        modified = at;
    }
}
