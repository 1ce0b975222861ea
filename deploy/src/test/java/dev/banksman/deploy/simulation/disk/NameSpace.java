package dev.banksman.deploy.simulation.disk;

import dev.banksman.deploy.simulation.disk.DiskOperation.Kind;
import dev.banksman.deploy.simulation.disk.NameLog.Edit;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tree of names. Each method that changes it is one operation: the hook first, then all of it or an exception. */
final class NameSpace {

    private static final Set<PosixFilePermission> DEFAULT = PosixFilePermissions.fromString("rwxr-xr-x");

    private final SimulatedDisk disk;
    private final NameLog log = new NameLog();
    private final DirectoryNode root;

    NameSpace(SimulatedDisk disk, SimulatedPath path) {
        this.disk = disk;
        this.root = new DirectoryNode(path, DEFAULT, disk.time().instant());
    }

    @Nullable
    Inode find(SimulatedPath path) throws IOException {
        disk.alive();
        Inode inode = root;
        for (var name : path.absoluteNames()) {
            if (inode == null) {
                return null;
            }
            if (!(inode instanceof DirectoryNode directory)) {
                throw new FileSystemException(path.toString(), null, "Not a directory");
            }
            inode = directory.find(name);
        }
        return inode;
    }

    Inode get(SimulatedPath path) throws IOException {
        var inode = find(path);
        if (inode == null) {
            throw new NoSuchFileException(path.toString());
        }
        return inode;
    }

    DirectoryNode directory(SimulatedPath path) throws IOException {
        if (get(path) instanceof DirectoryNode directory) {
            return directory;
        }
        throw new NotDirectoryException(path.toString());
    }

    FileNode createFile(SimulatedPath path, Set<PosixFilePermission> permissions) throws IOException {
        var place = freePlace(path);
        disk.reach(Kind.CREATE, path);
        var file = new FileNode(path, permissions, disk.time().instant());
        change(new Edit(place, path.lastName(), file));
        return file;
    }

    void createDirectory(SimulatedPath path, Set<PosixFilePermission> permissions) throws IOException {
        var place = freePlace(path);
        disk.reach(Kind.CREATE, path);
        change(new Edit(
                place,
                path.lastName(),
                new DirectoryNode(path, permissions, disk.time().instant())));
    }

    void link(SimulatedPath link, SimulatedPath existing) throws IOException {
        if (!(get(existing) instanceof FileNode file)) {
            throw new FileSystemException(link.toString(), existing.toString(), "Operation not permitted");
        }
        var place = freePlace(link);
        disk.reach(Kind.LINK, link);
        change(new Edit(place, link.lastName(), file));
    }

    void delete(SimulatedPath path) throws IOException {
        var inode = get(path);
        var place = place(path);
        requireEmpty(inode, path);
        disk.reach(Kind.DELETE, path);
        change(new Edit(place, path.lastName(), null));
    }

    void move(SimulatedPath from, SimulatedPath to, boolean replace) throws IOException {
        var inode = get(from);
        var source = place(from);
        var target = place(to);
        var old = target.find(to.lastName());
        if (old != null && !replace) {
            throw new FileAlreadyExistsException(to.toString());
        }
        if (inode instanceof DirectoryNode && to.startsWith(from) && !to.equals(from)) {
            throw new FileSystemException(from.toString(), to.toString(), "Invalid argument");
        }
        if (old != null) {
            requireReplaceable(old, inode, to);
        }
        disk.reach(Kind.MOVE, to);
        // Two names of one file: POSIX leaves both.
        if (old != inode) {
            change(new Edit(source, from.lastName(), null), new Edit(target, to.lastName(), inode));
            inode.renamed(to);
        }
    }

    void force(DirectoryNode directory) {
        log.force(directory);
    }

    void losePower(Survival survival) {
        log.losePower(survival);
        losePower(root, survival, new HashSet<>());
    }

    private static void losePower(DirectoryNode directory, Survival survival, Set<FileNode> seen) {
        directory.losePower();
        for (var inode : directory.entries().values()) {
            switch (inode) {
                case DirectoryNode inner -> losePower(inner, survival, seen);
                case FileNode file -> {
                    if (seen.add(file)) {
                        file.losePower(survival);
                    }
                    file.named(1);
                }
            }
        }
    }

    private void change(Edit... edits) {
        var named = new ArrayList<FileNode>();
        var unnamed = new ArrayList<FileNode>();
        for (var edit : edits) {
            edit.directory().touch(disk.time().instant());
            if (edit.directory().find(edit.name()) instanceof FileNode file) {
                unnamed.add(file);
            }
            if (edit.inode() instanceof FileNode file) {
                named.add(file);
            }
        }
        log.change(edits);
        named.forEach(file -> file.named(1));
        for (var file : unnamed) {
            if (file.named(-1) == 0) {
                disk.faults().release(file.size());
            }
        }
    }

    private DirectoryNode freePlace(SimulatedPath path) throws IOException {
        if (find(path) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        return place(path);
    }

    private DirectoryNode place(SimulatedPath path) throws IOException {
        var parent = path.toAbsolutePath().normalize().getParent();
        if (parent == null) {
            throw new FileSystemException(path.toString(), null, "Device or resource busy");
        }
        return directory(parent);
    }

    private static void requireReplaceable(Inode old, Inode by, SimulatedPath path) throws IOException {
        if (old instanceof DirectoryNode && by instanceof FileNode) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        if (old instanceof FileNode && by instanceof DirectoryNode) {
            throw new NotDirectoryException(path.toString());
        }
        requireEmpty(old, path);
    }

    private static void requireEmpty(Inode inode, SimulatedPath path) throws IOException {
        if (inode instanceof DirectoryNode directory && !directory.entries().isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
    }
}
