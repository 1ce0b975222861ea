package dev.banksman.deploy.simulation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A scheduler whose time is a simulation's. Carries what the product uses of the interface, and refuses the rest. */
final class VirtualScheduler extends AbstractExecutorService implements ScheduledExecutorService {

    private final Life life;
    private boolean over;

    VirtualScheduler(Life life) {
        this.life = life;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        var task = new Task(command);
        life.after(Duration.of(delay, unit.toChronoUnit()), task);
        return task;
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
        var task = new Task(command);
        repeat(task, Duration.of(initial, unit.toChronoUnit()), Duration.of(delay, unit.toChronoUnit()));
        return task;
    }

    private void repeat(Task task, Duration first, Duration then) {
        life.after(first, () -> {
            if (!task.cancelled && !over) {
                task.run();
                repeat(task, then, then);
            }
        });
    }

    @Override
    public void execute(Runnable command) {
        life.threads().execute(command);
    }

    @Override
    public void shutdown() {
        over = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        over = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return over;
    }

    @Override
    public boolean isTerminated() {
        return over;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("not used by the product");
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initial, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("not used by the product");
    }

    private static final class Task implements ScheduledFuture<Void>, Runnable {

        private final Runnable command;
        private boolean cancelled;

        Task(Runnable command) {
            this.command = command;
        }

        @Override
        public void run() {
            if (!cancelled) {
                command.run();
            }
        }

        @Override
        public boolean cancel(boolean interrupt) {
            cancelled = true;
            return true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean isDone() {
            return cancelled;
        }

        @Override
        public Void get() {
            throw new UnsupportedOperationException("not used by the product");
        }

        @Override
        public Void get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException("not used by the product");
        }

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException("not used by the product");
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException("not used by the product");
        }
    }
}
