package dev.banksman.agent.link;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which desk and link run. A task that throws is a fault of that task alone: it is logged and the
 * next one runs. An {@link Error} ends the process, because nothing can be promised after it; commands outlive that.
 */
public final class DeskThread implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeskThread.class);

    private final ScheduledThreadPoolExecutor executor;
    private final Runnable fatal;
    private final AtomicBoolean nudged = new AtomicBoolean();
    private Supplier<Duration> tick = () -> Duration.ofSeconds(1);
    private @Nullable ScheduledFuture<?> nextTick;

    /** @param fatal ends the process */
    public DeskThread(Runnable fatal) {
        this.fatal = fatal;
        this.executor = new ScheduledThreadPoolExecutor(1, runnable -> {
            var thread = new Thread(runnable, "desk");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Calls the tick from now on, each time after what it answered, and sooner when nudged. */
    public void startTicking(Supplier<Duration> newTick) {
        execute(() -> {
            tick = newTick;
            runTick();
        });
    }

    /** Something may have changed: tick soon. From any thread; many nudges at once are one. */
    public void nudge() {
        if (nudged.compareAndSet(false, true)) {
            execute(() -> {
                nudged.set(false);
                runTick();
            });
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            // The agent is stopping: what would have been done now is done by the next one.
            LOG.debug("A task came after the end", e);
        }
    }

    /** Runs the task, then ticks: what it changed may call for more. */
    public void executeThenTick(Runnable task) {
        execute(() -> {
            try {
                task.run();
            } finally {
                nudge();
            }
        });
    }

    /** Runs the task once after the time. */
    public void after(Duration time, Runnable task) {
        try {
            var unused = executor.schedule(guarded(task), time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("A task came after the end", e);
        }
    }

    private void runTick() {
        if (nextTick != null) {
            nextTick.cancel(false);
        }
        var wait = Duration.ofSeconds(1);
        try {
            wait = tick.get();
        } finally {
            if (!executor.isShutdown()) {
                nextTick = executor.schedule(guarded(this::runTick), wait.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A task of the agent failed", e);
            } catch (Error e) {
                LOG.error("The agent cannot go on; running commands do", e);
                fatal.run();
                throw e;
            }
        };
    }

    /** Stops without waiting for commands; they outlive the agent. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
