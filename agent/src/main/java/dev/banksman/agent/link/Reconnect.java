package dev.banksman.agent.link;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When to try again. Pauses grow exponentially with chance in them, so that the agents of a restarted controller do not
 * come all at once; after some failures in a row the circuit breaker {@code controller-link} opens, and only single
 * tries are let through until one succeeds.
 */
final class Reconnect {

    private static final Logger LOG = LoggerFactory.getLogger(Reconnect.class);
    private static final int FAILURES_TO_OPEN = 6;
    private static final double FACTOR = 2.0;
    private static final double CHANCE = 0.5;

    private final IntervalFunction pauses;
    private final CircuitBreaker breaker;
    private int failures;
    private int losses;

    Reconnect(LinkTiming timing) {
        this.pauses =
                IntervalFunction.ofExponentialRandomBackoff(timing.firstPause(), FACTOR, CHANCE, timing.longestPause());
        this.breaker = CircuitBreaker.of(
                "controller-link",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(FAILURES_TO_OPEN)
                        .minimumNumberOfCalls(FAILURES_TO_OPEN)
                        .failureRateThreshold(100)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitDurationInOpenState(timing.longestPause().dividedBy(2))
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> LOG.info("controller-link: {}", event.getStateTransition()));
    }

    /** Whether to try now; if not, ask again after {@link #pause}. */
    boolean mayTry() {
        return breaker.tryAcquirePermission();
    }

    void succeeded() {
        failures = 0;
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    void failed(Throwable cause) {
        failures++;
        breaker.onError(0, TimeUnit.NANOSECONDS, cause);
    }

    /** A link that had succeeded is gone. One that is lost again and again is tried as seldom as one that fails. */
    void lost() {
        losses++;
    }

    /** A link has stood long enough to be taken for sound. */
    void lasted() {
        losses = 0;
    }

    /** How often in a row it has failed. */
    int failures() {
        return failures;
    }

    /** How long to wait before the next try. */
    Duration pause() {
        return Duration.ofMillis(pauses.apply(Math.max(1, Math.max(failures, losses))));
    }

    CircuitBreaker.State state() {
        return breaker.getState();
    }
}
