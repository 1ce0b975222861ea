package dev.banksman.controller.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Runs nothing until it is told to, one task after the other, on the teller's thread. */
final class QueueExecutor implements Executor {

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean dead;

    @Override
    public void execute(Runnable task) {
        if (!dead) {
            tasks.add(task);
        }
    }

    /** True if there was one. */
    boolean runOne() {
        var task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** What waits is lost, and so is what comes later: a crash. */
    void die() {
        dead = true;
        tasks.clear();
    }
}
