package dev.banksman.controller.fleet;

import dev.banksman.controller.telemetry.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to the agents' listener that were turned away: each is counted, and logged at most once a minute per
 * address and reason, so that a scanner fills no log. Remembers at most 1,000 addresses. Safe for use by many threads.
 */
final class Refusals {

    private static final Logger log = LoggerFactory.getLogger(Refusals.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int REMEMBERED = 1_000;

    private record Seen(@Nullable InetAddress address, Refusal reason) {}

    private final MeterRegistry metrics;
    private final LongSupplier ticker;
    private final Map<Seen, Long> logged = new LinkedHashMap<>();

    Refusals(MeterRegistry metrics, LongSupplier ticker) {
        this.metrics = metrics;
        this.ticker = ticker;
    }

    /**
     * @param detail what exactly was found; for the log
     */
    void record(Refusal reason, @Nullable SocketAddress peer, String detail) {
        Metric.AGENTS_REFUSED.counter(metrics, reason.word()).increment();
        var address = peer instanceof InetSocketAddress internet ? internet.getAddress() : null;
        if (isDue(new Seen(address, reason))) {
            log.warn("Refused a connection from {}: {} ({})", peer, reason.meaning(), detail);
        }
    }

    private synchronized boolean isDue(Seen seen) {
        long now = ticker.getAsLong();
        var last = logged.get(seen);
        if (last != null && now - last < QUIET_NANOS) {
            return false;
        }
        logged.remove(seen);
        logged.put(seen, now);
        if (logged.size() > REMEMBERED) {
            logged.remove(logged.keySet().iterator().next());
        }
        return true;
    }
}
