package dev.banksman.deploy.agent;

import dev.banksman.controller.engine.RunWatch;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.RunView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Takes the time of each attempt of one run, as its events become durable. Called by that run's loop alone. */
final class Latencies implements RunWatch {

    private final LongSupplier ticker;
    private final int warmUp;
    private final Map<AttemptKey, Long> dispatched = new HashMap<>();
    private final List<Long> nanos = new ArrayList<>();
    private final CompletableFuture<List<Long>> end = new CompletableFuture<>();

    /** @param warmUp attempts that are not counted */
    Latencies(LongSupplier ticker, int warmUp) {
        this.ticker = ticker;
        this.warmUp = warmUp;
    }

    @Override
    public void appended(RunView view, List<RunEvent> events) {
        long now = ticker.getAsLong();
        for (var event : events) {
            if (event instanceof RunEvent.AttemptDispatched attempt) {
                dispatched.put(attempt.attempt(), now);
            } else if (event instanceof RunEvent.AttemptEnded attempt) {
                nanos.add(now - dispatched.remove(attempt.attempt()));
                if (attempt.result().outcome() != Outcome.SUCCEEDED) {
                    end.completeExceptionally(new IllegalStateException("a step failed: " + attempt));
                }
            } else if (event instanceof RunEvent.AttemptRefused refused) {
                end.completeExceptionally(new IllegalStateException("the agent refused: " + refused));
            } else if (event instanceof RunEvent.RunEnded ended) {
                complete(ended);
            }
        }
    }

    private void complete(RunEvent.RunEnded ended) {
        if (ended.phase() == RunPhase.SUCCEEDED) {
            end.complete(nanos.stream().skip(warmUp).sorted().toList());
        } else {
            end.completeExceptionally(new IllegalStateException("the run did not succeed: " + ended));
        }
    }

    /** Waits until the run has succeeded. */
    void awaitEnd(long time, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        end.get(time, unit);
    }

    /** What was measured of a run that has succeeded. */
    void print(String what) {
        var sorted = end.resultNow();
        System.out.printf(
                "  %-36s median %6.2f ms, p90 %6.2f ms, p99 %6.2f ms (%d steps)%n",
                what, percentile(sorted, 50), percentile(sorted, 90), percentile(sorted, 99), sorted.size());
    }

    /** Nearest rank, in milliseconds. */
    private static double percentile(List<Long> sorted, int percent) {
        return sorted.get((int) Math.ceil(percent / 100.0 * sorted.size()) - 1) / 1e6;
    }
}
