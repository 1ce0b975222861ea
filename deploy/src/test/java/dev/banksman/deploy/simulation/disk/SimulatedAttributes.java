package dev.banksman.deploy.simulation.disk;

import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Set;

/** What is known of a file at one moment. */
record SimulatedAttributes(
        Inode fileKey, long size, Set<PosixFilePermission> permissions, Instant created, Instant modified)
        implements PosixFileAttributes {

    private static final GroupPrincipal OWNER = () -> "simulated";

    static SimulatedAttributes of(Inode inode) {
        return new SimulatedAttributes(inode, inode.size(), inode.permissions(), inode.created(), inode.modified());
    }

    @Override
    public GroupPrincipal owner() {
        return OWNER;
    }

    @Override
    public GroupPrincipal group() {
        return OWNER;
    }

    @Override
    public FileTime lastModifiedTime() {
        return FileTime.from(modified);
    }

    @Override
    public FileTime lastAccessTime() {
        return FileTime.from(modified);
    }

    @Override
    public FileTime creationTime() {
        return FileTime.from(created);
    }

    @Override
    public boolean isRegularFile() {
        return fileKey instanceof FileNode;
    }

    @Override
    public boolean isDirectory() {
        return fileKey instanceof DirectoryNode;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }
}
