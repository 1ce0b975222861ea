package dev.banksman.controller.doctor;

import dev.banksman.controller.doctor.Finding.Verdict;
import dev.banksman.controller.plan.Plan;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at controller and hosts, several at once, and tells what is found as it is found. A diagnosis lives as long as the
 * call that asked for it; nothing of it is kept. Safe for use by many threads.
 */
public final class Doctor {

    private static final Logger log = LoggerFactory.getLogger(Doctor.class);

    /** Diagnoses under way in this controller. */
    static final int AT_ONCE = 4;

    private static final int HOSTS_AT_ONCE = 16;
    private static final int NEWS_WAITING = 1_000;
    private static final Duration LOOK = Duration.ofMillis(500);

    private final DoctorPorts ports;
    private final Semaphore places = new Semaphore(AT_ONCE);

    public Doctor(DoctorPorts ports) {
        this.ports = ports;
    }

    /** What is wanted: these hosts, in this order, and with a plan also what it has for them. */
    public record Order(List<String> hosts, Optional<Plan> plan, String by) {}

    /** Who is told; each call says whether anybody still listens. */
    public interface Listener {
        boolean found(Finding finding) throws InterruptedException;

        /** All of this host was told; empty for the controller. */
        boolean through(String host) throws InterruptedException;

        boolean waiting();
    }

    /** How many findings there were of each verdict. */
    public record Tally(int passed, int warned, int failed, int skipped, int hosts) {}

    /** Many others look already. */
    public static final class BusyException extends Exception {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super(AT_ONCE + " diagnoses are under way already. Wait for the end of one.");
        }
    }

    private record News(String host, Optional<Finding> finding) {}

    /**
     * Runs to its end on the calling thread.
     *
     * @return empty if the listener left before the end
     */
    public Optional<Tally> run(Order order, Listener listener) throws BusyException, InterruptedException {
        if (!places.tryAcquire()) {
            throw new BusyException();
        }
        log.info(
                "Operator {} has {} hosts diagnosed{}",
                order.by(),
                order.hosts().size(),
                order.plan().map(plan -> " for " + plan.runbook()).orElse(""));
        var visitors = Executors.newVirtualThreadPerTaskExecutor();
        try {
            return run(order, listener, visitors);
        } finally {
            visitors.shutdownNow();
            places.release();
        }
    }

    private Optional<Tally> run(Order order, Listener listener, ExecutorService visitors) throws InterruptedException {
        var counts = new EnumMap<Verdict, Integer>(Verdict.class);
        for (var finding : ports.controller().look()) {
            counts.merge(finding.verdict(), 1, Integer::sum);
            if (!listener.found(finding)) {
                return Optional.empty();
            }
        }
        if (!listener.through("")) {
            return Optional.empty();
        }
        var news = new LinkedBlockingQueue<News>(NEWS_WAITING);
        var proposals = order.plan().map(PlanProposals::new);
        var doors = new Semaphore(HOSTS_AT_ONCE, true);
        order.hosts().forEach(host -> visitors.execute(() -> visit(host, proposals, doors, news)));
        var left = order.hosts().size();
        while (left > 0) {
            var next = news.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                if (!listener.waiting()) {
                    return Optional.empty();
                }
                continue;
            }
            if (next.finding().isEmpty()) {
                left--;
            }
            next.finding().ifPresent(finding -> counts.merge(finding.verdict(), 1, Integer::sum));
            var listens =
                    next.finding().isPresent() ? listener.found(next.finding().get()) : listener.through(next.host());
            if (!listens) {
                return Optional.empty();
            }
        }
        return Optional.of(tally(counts, order.hosts().size()));
    }

    private void visit(String host, Optional<PlanProposals> plan, Semaphore doors, LinkedBlockingQueue<News> news) {
        try {
            doors.acquire();
            try {
                visit(host, plan, news);
            } finally {
                doors.release();
            }
            news.put(new News(host, Optional.empty()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void visit(String host, Optional<PlanProposals> plan, LinkedBlockingQueue<News> news)
            throws InterruptedException {
        HostVisit.Sink sink = finding -> news.put(new News(host, Optional.of(finding)));
        try {
            var told = plan.map(proposals -> proposals.on(host));
            if (told.isPresent()) {
                for (var finding : told.get().findings()) {
                    sink.found(finding);
                }
            }
            new HostVisit(host, ports, sink)
                    .visit(told.map(PlanProposals.Told::proposals).orElse(List.of()));
        } catch (RuntimeException e) {
            log.error("Looking at host {} broke off", host, e);
            sink.found(Finding.fail(
                    host,
                    "controller",
                    "the host can be looked at",
                    "the look broke off inside the controller",
                    "The controller's log has the details; please report it."));
        }
    }

    private static Tally tally(Map<Verdict, Integer> counts, int hosts) {
        return new Tally(
                counts.getOrDefault(Verdict.PASS, 0),
                counts.getOrDefault(Verdict.WARN, 0),
                counts.getOrDefault(Verdict.FAIL, 0),
                counts.getOrDefault(Verdict.SKIPPED, 0),
                hosts);
    }
}
