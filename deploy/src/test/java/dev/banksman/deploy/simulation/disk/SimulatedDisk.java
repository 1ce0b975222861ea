package dev.banksman.deploy.simulation.disk;

import dev.banksman.deploy.simulation.disk.DiskOperation.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One machine's disk, empty at first, with a POSIX file system on it. {@link #root} is an ordinary path: the product
 * works below it as it does anywhere.
 *
 * <p>What lasts: {@code force} on a file makes its content durable and not its name; {@code force} on a directory makes
 * the names in it durable and not their content. Names of one directory become durable in the order in which they were
 * changed, a move between two directories in both at once.
 *
 * <p>One thread at a time.
 */
public final class SimulatedDisk {

    private final InstantSource time;
    private final DiskFaults faults = new DiskFaults();
    private final SimulatedFileSystem fileSystem;
    private final NameSpace names;
    private final Set<SimulatedFileChannel> open = new LinkedHashSet<>();
    private DiskHook hook = _ -> {};
    private @Nullable DiskOperation died;

    private SimulatedDisk(InstantSource time) {
        this.time = time;
        this.fileSystem = new SimulatedFileSystem(new SimulatedFileSystemProvider(this));
        this.names = new NameSpace(this, fileSystem.root());
    }

    /** @param time what files were created and modified at */
    public static SimulatedDisk create(InstantSource time) {
        return new SimulatedDisk(time);
    }

    public Path root() {
        return fileSystem.root();
    }

    /** What is wrong with this disk; switched on and off at any time. */
    public DiskFaults faults() {
        return faults;
    }

    /** Calls this before each operation, and nobody any more who was named before. */
    public void beforeEach(DiskHook next) {
        hook = next;
    }

    /**
     * The process that used this disk is gone: its channels and locks are closed, and nothing that it wrote is lost.
     * Whoever of it still holds a path could go on writing; a simulation must not let it run.
     */
    public void processCrash() {
        died = null;
        for (var channel : List.copyOf(open)) {
            channel.abandon();
        }
        open.clear();
    }

    /** As {@link #processCrash}, and of what was not synced only that is left which {@code survival} says. */
    public void powerLoss(Survival survival) {
        processCrash();
        names.losePower(survival);
    }

    NameSpace names() {
        return names;
    }

    InstantSource time() {
        return time;
    }

    /** To be called before anything is changed. */
    void reach(Kind kind, Path path) throws IOException {
        alive();
        var operation = new DiskOperation(kind, path);
        try {
            hook.before(operation);
        } catch (RuntimeException | Error e) {
            died = operation;
            throw e;
        }
        if (kind != Kind.FORCE) {
            faults.beforeChange(operation);
        }
    }

    /** To be called before anything is looked at. */
    void alive() {
        if (died != null) {
            throw new SimulatedCrash("The process died before " + died + " and can do nothing more");
        }
    }

    void force(Inode inode, Path path) throws IOException {
        reach(Kind.FORCE, path);
        if (faults.forceLies()) {
            return;
        }
        boolean fails = faults.forceFails(path);
        switch (inode) {
            case FileNode file when fails -> file.forget();
            case FileNode file -> file.force();
            case DirectoryNode directory when !fails -> names.force(directory);
            case DirectoryNode _ -> {
                // Its names stay to be synced.
            }
        }
        if (fails) {
            throw DiskFaults.failedForce(path);
        }
    }

    void opened(SimulatedFileChannel channel) {
        open.add(channel);
    }

    void closed(SimulatedFileChannel channel) {
        open.remove(channel);
    }
}
