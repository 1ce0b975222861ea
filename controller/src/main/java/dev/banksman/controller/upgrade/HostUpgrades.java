package dev.banksman.controller.upgrade;

import dev.banksman.controller.telemetry.Metric;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.UpgradeReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a {@link Rollout} out, one at a time in this controller. It lives as long as the call that asked for it; hosts
 * that were asked go on by themselves. Safe for use by many threads.
 */
public final class HostUpgrades implements UpgradeEvents {

    private static final Logger log = LoggerFactory.getLogger(HostUpgrades.class);
    private static final long TICK_MILLIS = 500;
    private static final int TOLD_CHARACTERS = 2_000;
    private static final int NEWS_WAITING = 10_000;

    private final AgentLinks links;
    private final LongSupplier ticker;
    private final MeterRegistry metrics;
    private final AtomicReference<@Nullable Course> present = new AtomicReference<>();

    public HostUpgrades(AgentLinks links, LongSupplier ticker, MeterRegistry metrics) {
        this.links = links;
        this.ticker = ticker;
        this.metrics = metrics;
    }

    /** What is wanted. */
    public record Order(AgentPackage target, List<String> hosts, int wave, String by) {}

    /** How it ended. {@code reason} is empty if nothing failed. */
    public record Result(int confirmed, int already, int away, int failed, List<String> left, String reason) {}

    /** Who is told; each call says whether anybody still listens. */
    public interface Listener {
        boolean planned(List<List<String>> waves) throws InterruptedException;

        boolean changed(HostChange change) throws InterruptedException;

        boolean waiting();
    }

    /** Another upgrade of hosts is under way. */
    public static final class BusyException extends Exception {
        private static final long serialVersionUID = 1L;

        BusyException(String by) {
            super("Another upgrade of hosts is under way, asked for by " + by + ". Wait for its end.");
        }
    }

    private record Course(Order order, LinkedBlockingQueue<Consumer<Rollout>> news) {}

    /**
     * Runs to its end on the calling thread.
     *
     * @return empty if the listener left before the end
     */
    public Optional<Result> run(Order order, Listener listener) throws BusyException, InterruptedException {
        var course = new Course(order, new LinkedBlockingQueue<>(NEWS_WAITING));
        var other = present.compareAndExchange(null, course);
        if (other != null) {
            throw new BusyException(other.order().by());
        }
        log.info(
                "Operator {} has the agents of {} upgraded to version {} ({}, {} bytes)",
                order.by(),
                order.hosts(),
                order.target().version(),
                order.target().digest(),
                order.target().size());
        try {
            return run(course, listener);
        } finally {
            present.set(null);
        }
    }

    private Optional<Result> run(Course course, Listener listener) throws InterruptedException {
        var order = course.order();
        var versions = new LinkedHashMap<String, Optional<String>>();
        order.hosts().forEach(host -> versions.put(host, links.version(host)));
        var rollout = new Rollout(order.target(), versions, order.wave(), Rollout.Limits.DEFAULT);
        var heard = listener.planned(rollout.plan());
        while (heard) {
            for (var effect = rollout.next(); effect.isPresent() && heard; effect = rollout.next()) {
                heard = carryOut(effect.get(), rollout, order, listener);
            }
            if (!heard || rollout.over()) {
                break;
            }
            var news = course.news().poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
            // Whoever spoke before now is heard before silence counts: this thread may have waited for the listener.
            long now = ticker.getAsLong();
            while (news != null) {
                news.accept(rollout);
                news = course.news().poll();
            }
            rollout.tick(now);
            heard = listener.waiting();
        }
        if (!heard) {
            log.info("{} follows the upgrade no more; hosts that were asked go on, no other begins", order.by());
            return Optional.empty();
        }
        return Optional.of(new Result(
                rollout.count(HostStage.CONFIRMED),
                rollout.count(HostStage.ALREADY),
                rollout.count(HostStage.AWAY),
                rollout.failures(),
                rollout.left(),
                rollout.reason()));
    }

    private boolean carryOut(Rollout.Effect effect, Rollout rollout, Order order, Listener listener)
            throws InterruptedException {
        return switch (effect) {
            case Rollout.Effect.Ask(var host) -> {
                rollout.sent(host, links.upgrade(host, order.target().order()), ticker.getAsLong());
                yield true;
            }
            case Rollout.Effect.Tell(var change) -> {
                if (change.stage() == HostStage.CONFIRMED || change.stage().isFailure()) {
                    var result = change.stage().name().toLowerCase(Locale.ROOT).replace('_', '-');
                    Metric.AGENT_UPGRADES.counter(metrics, result).increment();
                    log.info(
                            "Host {}, version {}: {} {}",
                            change.host(),
                            order.target().version(),
                            result,
                            oneLine(change.message()));
                }
                yield listener.changed(change);
            }
        };
    }

    @Override
    public void greeted(String host, Hello hello) {
        long now = ticker.getAsLong();
        tell(host, rollout -> rollout.greeted(host, hello, now));
    }

    @Override
    public void reported(String host, UpgradeReport report) {
        var bounded = report.getMessage().length() <= TOLD_CHARACTERS
                ? report
                : report.toBuilder()
                        .setMessage(report.getMessage().substring(0, TOLD_CHARACTERS) + " ...")
                        .build();
        long now = ticker.getAsLong();
        tell(host, rollout -> rollout.reported(host, bounded, now));
    }

    private void tell(String host, Consumer<Rollout> news) {
        var course = present.get();
        if (course != null && course.order().hosts().contains(host)) {
            // What is lost here is missed by its host's time, or said again with its next hello.
            if (!course.news().offer(news)) {
                log.warn("Host {} says more of its upgrade than can be heard", host);
            }
        }
    }

    /** What an agent says goes into a log of lines. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
