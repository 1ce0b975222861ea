package dev.banksman.deploy.simulation.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/** What is wrong with a disk; nothing at first. Survives crashes and power losses, until it is switched off. */
public final class DiskFaults {

    static final String NO_SPACE = "No space left on device";
    private static final String INPUT_OUTPUT = "Input/output error";

    private long room = Long.MAX_VALUE;
    private Predicate<Path> reads = _ -> false;
    private Predicate<DiskOperation> changes = _ -> false;
    private Predicate<Path> forces = _ -> false;
    private boolean lying;

    DiskFaults() {}

    /**
     * Files may grow by so many bytes; then writes that need room, and creations, fail. A write that has room for a
     * part writes that part. Deleting and truncating give room.
     */
    public void fullAfter(long bytes) {
        room = bytes;
    }

    public void neverFull() {
        room = Long.MAX_VALUE;
    }

    /** Reading the content of these files, or the names in these directories, fails. */
    public void failReads(Predicate<Path> affected) {
        reads = affected;
    }

    /** These operations fail, with nothing done. For syncs see {@link #failForces}. */
    public void failChanges(Predicate<DiskOperation> affected) {
        changes = affected;
    }

    /**
     * Syncing these files or directories fails. A file's changes are then still seen by readers, but no later sync
     * makes them durable: as on Linux, the pages count as clean. A directory's names stay to be synced.
     */
    public void failForces(Predicate<Path> affected) {
        forces = affected;
    }

    /** A sync says that it has been done and does nothing: a fault that a simulation must be able to find. */
    public void lyingForce(boolean on) {
        lying = on;
    }

    /** Switches off everything. */
    public void none() {
        neverFull();
        failReads(_ -> false);
        failChanges(_ -> false);
        failForces(_ -> false);
        lyingForce(false);
    }

    void beforeRead(Path path) throws IOException {
        if (reads.test(path)) {
            throw new IOException(path + ": " + INPUT_OUTPUT);
        }
    }

    void beforeChange(DiskOperation operation) throws IOException {
        if (changes.test(operation)) {
            throw new IOException(operation.path() + ": " + INPUT_OUTPUT);
        }
        if (operation.kind() == DiskOperation.Kind.CREATE && room == 0) {
            throw new IOException(operation.path() + ": " + NO_SPACE);
        }
    }

    boolean forceFails(Path path) {
        return forces.test(path);
    }

    boolean forceLies() {
        return lying;
    }

    static IOException failedForce(Path path) {
        return new IOException(path + ": " + INPUT_OUTPUT);
    }

    /** How many of so many bytes there is room for. */
    long take(long bytes) {
        long taken = Math.min(bytes, room);
        if (room != Long.MAX_VALUE) {
            room -= taken;
        }
        return taken;
    }

    void release(long bytes) {
        if (room != Long.MAX_VALUE) {
            room += bytes;
        }
    }

    long room() {
        return room;
    }
}
