package dev.banksman.agent.action;

import dev.banksman.common.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * A file that is replaced whole: written beside its place, synced, renamed. A crash leaves the old file or the new
 * one, and perhaps the part beside it ({@code .name.banksman-part}), which the next attempt uses or replaces.
 *
 * <p>A symbolic link stays and the file it leads to is replaced. Permissions and owner of an old file pass on to the
 * new one unless a mode is given. Used by one thread.
 */
final class ReplacedFile {

    private final Path target;
    private final Optional<Set<PosixFilePermission>> mode;

    private ReplacedFile(Path target, Optional<Set<PosixFilePermission>> mode) {
        this.target = target;
        this.mode = mode;
    }

    /** @throws IOException when the path is there and is no file, or its directory is not there */
    static ReplacedFile at(Path path, Optional<Set<PosixFilePermission>> mode) throws IOException {
        var target = Files.exists(path) ? path.toRealPath() : path;
        if (Files.isDirectory(target)) {
            throw new IOException("expected a file, found a directory");
        }
        var parent = target.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IOException("expected the directory " + parent + " to exist, it does not");
        }
        return new ReplacedFile(target, mode);
    }

    /** Where the file really is. */
    Path target() {
        return target;
    }

    /** Where the new content is written before it takes its place. */
    Path part() {
        return target.resolveSibling("." + target.getFileName() + ".banksman-part");
    }

    /** Puts what {@link #part} holds in place. */
    void commit() throws IOException {
        var part = part();
        inheritOwner(part);
        if (mode.isPresent()) {
            Files.setPosixFilePermissions(part, mode.get());
        }
        try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (java.nio.file.AccessDeniedException e) {
            // The mode asked for forbids writing even to its owner: what was written before is synced through reading.
            try (var channel = FileChannel.open(part, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
        DurableFiles.moveInto(part, target);
    }

    /** Sets the mode of a file whose content is right already. */
    void applyMode() throws IOException {
        if (mode.isPresent()) {
            Files.setPosixFilePermissions(target, mode.get());
        }
    }

    private void inheritOwner(Path part) throws IOException {
        var old = Files.getFileAttributeView(target, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        var fresh = Files.getFileAttributeView(part, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (old == null || fresh == null || !Files.exists(target)) {
            return;
        }
        var attributes = old.readAttributes();
        var given = fresh.readAttributes();
        if (!attributes.owner().equals(given.owner())) {
            fresh.setOwner(attributes.owner());
        }
        if (!attributes.group().equals(given.group())) {
            fresh.setGroup(attributes.group());
        }
        fresh.setPermissions(attributes.permissions());
    }
}
