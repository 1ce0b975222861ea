package dev.banksman.controller.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timers on a scheduler. The time to wait is taken from the wall clock once, when the alarm is set; a clock that jumps
 * afterwards neither hastens nor delays it.
 */
public final class ScheduledTimers implements Timers {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledTimers.class);

    private final InstantSource clock;
    private final ScheduledExecutorService scheduler;

    /** The scheduler stays the caller's, who also ends it. */
    public ScheduledTimers(InstantSource clock, ScheduledExecutorService scheduler) {
        this.clock = clock;
        this.scheduler = scheduler;
    }

    @Override
    public Alarm at(Instant due, Runnable task) {
        var wait = Duration.between(clock.instant(), due);
        var future = scheduler.schedule(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.error("A timer's task failed", e);
                    }
                },
                Math.max(0, wait.toMillis()),
                TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }
}
