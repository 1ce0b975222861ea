package dev.banksman.deploy.simulation.disk;

import dev.banksman.deploy.simulation.disk.Survival.Contents;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes the power away before each operation that some work does to a disk, and once after the last, each time with
 * every kind of survival, on a new disk.
 */
public final class CrashSweep {

    /** Ways in which a disk may be found afterwards. Names survive to some length; contents wholly, in part, or not. */
    private static final List<Map.Entry<String, Survival>> WAYS = ways();

    /** Something done to a disk. */
    @FunctionalInterface
    public interface Work {
        void on(SimulatedDisk disk) throws Exception;
    }

    /** Looks at what is there afterwards. */
    @FunctionalInterface
    public interface Verdict {
        /** @param finished whether the work had returned before the power went */
        void on(SimulatedDisk disk, boolean finished) throws Exception;
    }

    private CrashSweep() {}

    /** Returns at how many points the power went, each of them in all ways. */
    public static int sweep(boolean lyingForce, Work before, Work work, Verdict verdict) throws Exception {
        int points = 0;
        for (boolean again = true; again; points++) {
            for (var way : WAYS) {
                var disk = SimulatedDisk.create(() -> Instant.EPOCH);
                before.on(disk);
                disk.faults().lyingForce(lyingForce);
                var passed = new ArrayList<DiskOperation>();
                boolean finished = finishes(work, disk, points, passed);
                disk.powerLoss(way.getValue());
                disk.faults().none();
                explaining("a power loss with " + way.getKey(), passed, () -> verdict.on(disk, finished));
                again = !finished;
            }
        }
        return points;
    }

    /** Lets the process die, and the disk keep what it has, before each operation and after the last. */
    static int sweepProcess(Work before, Work work, Work verdict) throws Exception {
        int points = 0;
        for (boolean again = true; again; points++) {
            var disk = SimulatedDisk.create(() -> Instant.EPOCH);
            before.on(disk);
            var passed = new ArrayList<DiskOperation>();
            again = !finishes(work, disk, points, passed);
            disk.processCrash();
            explaining("a crash of the process", passed, () -> verdict.on(disk));
        }
        return points;
    }

    /** Looks, and may throw. */
    @FunctionalInterface
    private interface Look {
        void run() throws Exception;
    }

    private static void explaining(String loss, List<DiskOperation> passed, Look look) throws Exception {
        try {
            look.run();
        } catch (AssertionError | IOException e) {
            throw new AssertionError("After " + loss + " at the last of " + passed + ": " + e.getMessage(), e);
        }
    }

    /** Lets so many operations happen. Returns whether there were no more. */
    private static boolean finishes(Work work, SimulatedDisk disk, int operations, List<DiskOperation> passed)
            throws Exception {
        disk.beforeEach(operation -> {
            passed.add(operation);
            if (passed.size() > operations) {
                throw new SimulatedCrash("before " + operation);
            }
        });
        try {
            work.on(disk);
            return true;
        } catch (SimulatedCrash expected) {
            return false;
        } finally {
            disk.beforeEach(_ -> {});
        }
    }

    private static List<Map.Entry<String, Survival>> ways() {
        var contents = List.of(
                Map.entry("no content", Contents.NONE),
                Map.entry("all content", Contents.ALL),
                Map.entry("5 bytes", Contents.torn(5)),
                Map.entry("5 bytes, then zeros", Contents.torn(5, _ -> 0)),
                Map.entry("garbage", Contents.torn(0, offset -> offset * 31 + 7)));
        var ways = new ArrayList<Map.Entry<String, Survival>>();
        for (var kept : contents) {
            for (int names : new int[] {0, 1, 2, 3, Integer.MAX_VALUE}) {
                ways.add(Map.entry(names + " names, " + kept.getKey(), Survival.of(names, kept.getValue())));
            }
        }
        return List.copyOf(ways);
    }
}
