package dev.banksman.deploy.simulation;

import dev.banksman.controller.simulate.Chance;
import dev.banksman.controller.simulate.Schedule;
import dev.banksman.deploy.simulation.disk.SimulatedCrash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * One life of a process: its tasks run while it lives, wait while it is stopped, and are forgotten when it dies. Tasks
 * handed to {@link #threads} run soon, in any order, as threads do.
 */
final class Life {

    private static final Duration SOON = Duration.ofMillis(3);

    private final Schedule schedule;
    private final Chance chance;
    private final Runnable died;
    private final List<Runnable> parked = new ArrayList<>();
    private boolean alive = true;
    private boolean stopped;

    /** @param died told when it dies, however that comes */
    Life(Schedule schedule, Chance chance, Runnable died) {
        this.schedule = schedule;
        this.chance = chance;
        this.died = died;
    }

    boolean alive() {
        return alive;
    }

    boolean stopped() {
        return stopped;
    }

    Executor threads() {
        return task -> schedule.after(chance.upTo(SOON), () -> run(task));
    }

    void after(Duration time, Runnable task) {
        schedule.after(time, () -> run(task));
    }

    /** Now, unless it is dead or stopped. The task may be the one in which it dies. */
    void run(Runnable task) {
        if (!alive) {
            return;
        }
        if (stopped) {
            parked.add(task);
            return;
        }
        try {
            task.run();
        } catch (SimulatedCrash e) {
            die();
        }
    }

    void die() {
        if (alive) {
            alive = false;
            parked.clear();
            died.run();
        }
    }

    void stop() {
        stopped = true;
    }

    void goOn() {
        stopped = false;
        var waiting = List.copyOf(parked);
        parked.clear();
        waiting.forEach(task -> threads().execute(task));
    }
}
