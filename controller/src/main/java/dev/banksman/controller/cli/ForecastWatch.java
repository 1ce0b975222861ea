package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.Forecast;
import dev.banksman.proto.operator.v1.GetForecastRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The newest forecast of a run that is followed. Asked for in the background now and then: whoever draws never waits for
 * it, and goes without where there is none (a run that has ended, an older controller, no connection).
 */
final class ForecastWatch {

    private static final Duration EVERY = Duration.ofSeconds(20);

    private final OperatorClient client;
    private final AtomicReference<Optional<Forecast>> newest = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean asking = new AtomicBoolean();
    private Instant next = Instant.MIN;

    ForecastWatch(OperatorClient client) {
        this.client = client;
    }

    /** What is known; asks for a newer one when it is time. */
    Optional<Forecast> newest(String run, Instant now) {
        if (!now.isBefore(next) && asking.compareAndSet(false, true)) {
            next = now.plus(EVERY);
            Thread.ofVirtual().name("forecast").start(() -> {
                try {
                    newest.set(ask(run));
                } finally {
                    asking.set(false);
                }
            });
        }
        return newest.get();
    }

    /** Asks and waits for the answer. */
    Optional<Forecast> ask(String run) {
        try {
            var request = GetForecastRequest.newBuilder().setRun(run).build();
            var reply = client.streams()
                    .withDeadlineAfter(1, java.util.concurrent.TimeUnit.MINUTES)
                    .getForecast(request);
            return Optional.of(Printable.message(reply).getForecast());
        } catch (StatusRuntimeException e) {
            // A forecast is an extra: what keeps it away is told by the call that matters, if it concerns that too.
            return Optional.empty();
        }
    }
}
