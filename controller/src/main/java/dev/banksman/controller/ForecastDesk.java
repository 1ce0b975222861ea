package dev.banksman.controller;

import com.google.protobuf.ByteString;
import dev.banksman.controller.engine.Engine;
import dev.banksman.controller.engine.Planning;
import dev.banksman.controller.engine.RunUnavailableException;
import dev.banksman.controller.forecast.Fault;
import dev.banksman.controller.forecast.Forecast;
import dev.banksman.controller.forecast.Forecaster;
import dev.banksman.controller.forecast.Pace;
import dev.banksman.controller.forecast.RunTimes;
import dev.banksman.controller.forecast.Simulator;
import dev.banksman.controller.forecast.TimesArchive;
import dev.banksman.controller.operator.Backend;
import dev.banksman.controller.operator.Forecasts;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.run.PlanActions;
import dev.banksman.controller.run.RunState;
import dev.banksman.controller.run.RunView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Makes forecasts, one at a time: they cost processor time, and a controller has better uses for most of it. A forecast of
 * a run is made again when the run has gone on or {@link #FRESH} has passed, but never sooner than {@value #SHARE} times
 * as long as it took to make, so that any number of readers costs a bounded share of one processor. Safe for many threads.
 */
final class ForecastDesk implements Forecasts {

    /** How old a forecast may be whose run has not gone on. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    /** How old it may be in any case. */
    private static final Duration AT_LEAST = Duration.ofSeconds(3);

    private static final int SHARE = 10;
    private static final int KEPT = 16;

    /** How long anybody waits for the forecasts of others. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private record Made(Forecast forecast, long position, Instant at, Duration cost) {}

    /** What does not change while a run goes on. */
    private record Known(Pace pace, PlanActions actions) {}

    private final Engine engine;
    private final Planning planning;
    private final TimesArchive archive;
    private final InstantSource clock;
    private final ReentrantLock computing = new ReentrantLock();
    /** Guarded by itself; the rest by {@code computing}. */
    private final Map<String, Made> made = newest();

    private final Map<String, Known> known = newest();

    ForecastDesk(Engine engine, Planning planning, TimesArchive archive, InstantSource clock) {
        this.engine = engine;
        this.planning = planning;
        this.archive = archive;
        this.clock = clock;
    }

    private static <T> Map<String, T> newest() {
        return new LinkedHashMap<>(KEPT, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > KEPT;
            }
        };
    }

    @Override
    public Optional<Forecast> ofPlan(Backend.Documents documents) {
        return switch (planning.plan(documents(documents))) {
            case Planned.Ready(var plan, var warnings) -> Optional.of(ofPlan(plan));
            case Planned.Refused refused -> Optional.empty();
        };
    }

    private Forecast ofPlan(Plan plan) {
        return alone(() -> {
            var pace = Pace.of(plan, archive.ofRunbook(plan.runbook()));
            return Forecaster.of(plan, planning.actions(plan, ""), pace, now());
        });
    }

    /**
     * One is computed at a time, however many ask: it takes a processor for as long as it lasts. Who has waited long is
     * sent away, so that the threads on which people decide are not taken up by people who look.
     */
    private <T> T alone(Supplier<T> computed) {
        try {
            if (!computing.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Backend.UnavailableException(
                        "Another forecast is being made, and it takes long. Ask again in a while.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Backend.UnavailableException("The forecast was given up: its thread was interrupted.");
        }
        try {
            return computed.get();
        } finally {
            computing.unlock();
        }
    }

    @Override
    public Optional<Forecast> ofRun(String run) {
        Optional<RunView> view;
        try {
            view = engine.view(run);
        } catch (RunUnavailableException e) {
            throw new Backend.UnavailableException(e.getMessage() + ".");
        }
        return view.map(found -> ofRun(run, found));
    }

    private Forecast ofRun(String run, RunView view) {
        if (view.endedAt().isPresent()) {
            throw new Backend.UnavailableException("Run " + run + " has ended; nothing of it lies ahead.");
        }
        if (!(view instanceof RunState state)) {
            throw new IllegalStateException("a run's state was expected, found " + view.getClass());
        }
        var last = last(run);
        if (last.isPresent() && (stillGood(last.get(), state, now()) || computing.isLocked())) {
            return last.get().forecast();
        }
        return alone(() -> make(run, state));
    }

    private Optional<Made> last(String run) {
        synchronized (made) {
            return Optional.ofNullable(made.get(run));
        }
    }

    /** With the lock. */
    private Forecast make(String run, RunState state) {
        Instant now = now();
        var last = last(run);
        if (last.isPresent() && stillGood(last.get(), state, now)) {
            return last.get().forecast();
        }
        var about = known.computeIfAbsent(
                run,
                r -> new Known(
                        Pace.of(state.plan(), archive.ofRunbook(state.plan().runbook())),
                        planning.actions(state.plan(), run)));
        var forecast = Forecaster.of(state, about.actions(), about.pace(), now);
        var fresh = new Made(forecast, state.position(), now, Duration.between(now, clock.instant()));
        synchronized (made) {
            made.put(run, fresh);
        }
        return forecast;
    }

    /** As precise as a forecast is computed. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static boolean stillGood(Made last, RunView view, Instant now) {
        Duration age = Duration.between(last.at(), now);
        if (age.compareTo(last.cost().multipliedBy(SHARE)) < 0 || age.compareTo(AT_LEAST) < 0) {
            return true;
        }
        return last.position() == view.position() && age.compareTo(FRESH) < 0;
    }

    @Override
    public Simulated simulate(
            Backend.Documents documents, List<String> faults, Optional<String> durationsOf, Duration deliberation) {
        List<Fault> wanted = faults.stream().map(ForecastDesk::fault).toList();
        return switch (planning.plan(documents(documents))) {
            case Planned.Refused(var problems) -> new Simulated.Refused(problems);
            case Planned.Ready(var plan, var warnings) -> {
                for (Fault fault : Simulator.missing(plan, wanted)) {
                    throw new IllegalArgumentException("fault " + fault
                            + ": expected a host and a step of a machine that are in this plan, found none. 'banksman"
                            + " plan' shows both.");
                }
                yield new Simulated.Played(
                        plan.hash(), simulate(plan, wanted, earlier(plan, durationsOf), deliberation), warnings);
            }
        };
    }

    private Simulator.Simulation simulate(
            Plan plan, List<Fault> faults, List<RunTimes> earlier, Duration deliberation) {
        return alone(() ->
                Simulator.play(plan, planning.actions(plan, ""), Pace.of(plan, earlier), faults, deliberation, now()));
    }

    private List<RunTimes> earlier(Plan plan, Optional<String> run) {
        if (run.isEmpty()) {
            return archive.ofRunbook(plan.runbook());
        }
        RunTimes times = archive.ofRun(run.get())
                .orElseThrow(() -> new IllegalArgumentException("durations of " + run.get()
                        + ": expected a run of this controller, found none. 'banksman runs' lists them."));
        if (!times.runbook().equals(plan.runbook())) {
            throw new IllegalArgumentException("durations of " + run.get() + ": expected a run of " + plan.runbook()
                    + ", found one of " + times.runbook() + ".");
        }
        return List.of(times);
    }

    private static Fault fault(String text) {
        return Fault.parse(text)
                .orElseThrow(() ->
                        new IllegalArgumentException("fault: expected " + Fault.EXPECTED + "; found " + text + "."));
    }

    private static Planning.Documents documents(Backend.Documents documents) {
        return new Planning.Documents(
                documents.runbookName(),
                ByteString.copyFrom(documents.runbook()),
                documents.inventoryName(),
                ByteString.copyFrom(documents.inventory()),
                documents.parameters());
    }
}
