package dev.banksman.controller.telemetry;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/**
 * The controller's limits and breakers towards remote parties, by name, each visible in the metrics under
 * {@code resilience4j_*} with that name. Never around dispatch: the journal owns that retry. Safe for use by many
 * threads.
 */
public final class Resilience {

    /** Name of the limit on requests for a first certificate. */
    public static final String ENROLLMENT = "enrollment";

    private final RateLimiterRegistry limiters;
    private final CircuitBreakerRegistry breakers;

    /**
     * @param enrollmentsPerSecond how many enrollments are looked at per second; the rest is turned away at once
     */
    public Resilience(MeterRegistry registry, int enrollmentsPerSecond) {
        limiters = RateLimiterRegistry.of(perSecond(enrollmentsPerSecond));
        breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .minimumNumberOfCalls(5)
                .slidingWindowSize(20)
                .waitDurationInOpenState(Duration.ofSeconds(10))
                .build());
        TaggedRateLimiterMetrics.ofRateLimiterRegistry(limiters).bindTo(registry);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(registry);
        limiters.rateLimiter(ENROLLMENT);
    }

    public RateLimiter enrollment() {
        return limiters.rateLimiter(ENROLLMENT);
    }

    /**
     * The breaker of this name: opens when half of the latest 20 calls failed (5 at least), asks again after 10 s.
     */
    public CircuitBreaker breaker(String name) {
        return breakers.circuitBreaker(name);
    }

    private static RateLimiterConfig perSecond(int permits) {
        return RateLimiterConfig.custom()
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .limitForPeriod(permits)
                .timeoutDuration(Duration.ZERO)
                .build();
    }
}
