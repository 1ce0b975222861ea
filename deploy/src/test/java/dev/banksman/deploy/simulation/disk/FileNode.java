package dev.banksman.deploy.simulation.disk;

import dev.banksman.deploy.simulation.disk.Survival.Contents;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A file: what every reader sees, what is on the disk, and the changes that lie between the two. */
final class FileNode extends Inode {

    private sealed interface Change {}

    private record Write(long at, byte[] bytes) implements Change {}

    private record Truncate(long to) implements Change {}

    private Bytes current = new Bytes();
    private final Bytes durable = new Bytes();
    private final List<Change> unsynced = new ArrayList<>();
    private int names;
    private boolean locked;

    FileNode(Path path, Set<PosixFilePermission> permissions, Instant created) {
        super(path, permissions, created);
    }

    @Override
    long size() {
        return current.size();
    }

    byte[] read(long at, int length) {
        return current.read(at, length);
    }

    void write(long at, byte[] bytes) {
        current.write(at, bytes);
        unsynced.add(new Write(at, bytes));
    }

    void truncate(long to) {
        if (to < current.size()) {
            current.truncate(to);
            unsynced.add(new Truncate(to));
        }
    }

    void force() {
        unsynced.forEach(change -> apply(change, Long.MAX_VALUE));
        unsynced.clear();
    }

    /** A sync failed: readers still see the changes, and no later sync writes them, for the pages count as clean. */
    void forget() {
        unsynced.clear();
    }

    /** Only what is durable, and what of the rest was written by chance, is there any more. */
    void losePower(Survival survival) {
        long bytes = unsynced.stream().mapToLong(FileNode::weight).sum();
        if (bytes > 0) {
            tear(survival.contents(path(), bytes));
        }
        unsynced.clear();
        current = durable.copy();
        names = 0;
        locked = false;
    }

    private void tear(Contents contents) {
        long left = contents.bytes();
        for (var change : unsynced) {
            if (left > 0) {
                apply(change, left);
            }
            left -= Math.min(left, weight(change));
        }
        contents.tail().ifPresent(tail -> {
            for (long at = durable.size(); at < current.size(); at++) {
                durable.write(at, new byte[] {(byte) tail.applyAsLong(at)});
            }
        });
    }

    private void apply(Change change, long limit) {
        switch (change) {
            case Write(long at, byte[] bytes) ->
                durable.write(at, Arrays.copyOf(bytes, (int) Math.min(limit, bytes.length)));
            case Truncate(long to) -> durable.truncate(to);
        }
    }

    private static long weight(Change change) {
        return switch (change) {
            case Write write -> write.bytes().length;
            case Truncate _ -> 1;
        };
    }

    /** Counts names that readers see. Returns how many there are. */
    int named(int more) {
        names += more;
        return names;
    }

    boolean lock() {
        boolean free = !locked;
        locked = true;
        return free;
    }

    void unlock() {
        locked = false;
    }
}
