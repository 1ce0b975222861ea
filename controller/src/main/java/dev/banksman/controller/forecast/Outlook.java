package dev.banksman.controller.forecast;

import dev.banksman.controller.forecast.Forecast.GateAhead;
import dev.banksman.controller.forecast.Forecast.Ground;
import dev.banksman.controller.forecast.Forecast.Range;
import dev.banksman.controller.forecast.Forecast.Span;
import dev.banksman.controller.forecast.Forecast.StageOutlook;
import dev.banksman.controller.forecast.Forecast.TierOutage;
import dev.banksman.controller.forecast.Forecast.WindowOutlook;
import dev.banksman.controller.forecast.Outages.Outage;
import dev.banksman.controller.forecast.Outages.Work;
import dev.banksman.controller.forecast.Rehearsal.Played;
import dev.banksman.controller.forecast.Spread.Basis;
import dev.banksman.controller.forecast.Trace.Kind;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.RunPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gathers what many plays of one run came to. */
final class Outlook {

    private final Present from;
    private final Plan plan;
    private final Pace pace;
    private final Outages outages;
    private final Set<String> noReturnSteps = new HashSet<>();
    private final List<Instant> ends = new ArrayList<>();
    private final List<Instant> windowEnds = new ArrayList<>();
    private final List<Instant> noReturns = new ArrayList<>();
    private final Map<String, List<Instant>> opened = new HashMap<>();
    private final Map<String, List<Instant>> closed = new HashMap<>();
    private final Map<String, List<Outage>> tiers = new HashMap<>();
    private int plays;

    Outlook(Present from, Pace pace) {
        this.from = from;
        this.pace = pace;
        plan = from.state().plan();
        outages = new Outages(plan);
        for (PlannedStage stage : plan.stages()) {
            stage.steps().stream()
                    .filter(PlannedStep::pointOfNoReturn)
                    .forEach(step -> noReturnSteps.add(stage.name() + "." + step.name()));
        }
    }

    void add(Played played) {
        plays++;
        ends.add(played.end());
        Instant windowEnd = from.now();
        for (PlannedStage stage : plan.stages()) {
            var trace = played.trace();
            trace.opened(stage.name()).ifPresent(at -> put(opened, stage.name(), at));
            trace.closed(stage.name()).ifPresent(at -> put(closed, stage.name(), at));
            if (stage.inWindow()) {
                Instant end = trace.closed(stage.name()).orElse(from.now());
                windowEnd = end.isAfter(windowEnd) ? end : windowEnd;
            }
        }
        windowEnds.add(windowEnd);
        addWork(played);
    }

    private void addWork(Played played) {
        var works = new ArrayList<Work>();
        from.worked().forEach(past -> works.add(new Work(past.task(), past.begin(), past.end())));
        Optional<Instant> noReturn = Optional.empty();
        for (int i = 0; i < played.trace().size(); i++) {
            var piece = played.trace().piece(i);
            if (piece.kind() == Kind.WORK) {
                TaskKey task = piece.task().orElseThrow();
                works.add(new Work(task, piece.begin(), played.trace().end(i).orElse(played.end())));
                if (noReturn.isEmpty() && noReturnSteps.contains(task.stage() + "." + task.step())) {
                    noReturn = Optional.of(piece.begin());
                }
            }
        }
        if (!noReturnReached()) {
            noReturn.ifPresent(noReturns::add);
        }
        outages.of(works)
                .forEach((role, outage) ->
                        tiers.computeIfAbsent(role, r -> new ArrayList<>()).add(outage));
    }

    private boolean noReturnReached() {
        return from.worked().stream()
                .map(Present.Past::task)
                .anyMatch(task -> noReturnSteps.contains(task.stage() + "." + task.step()));
    }

    private static void put(Map<String, List<Instant>> times, String key, Instant at) {
        times.computeIfAbsent(key, k -> new ArrayList<>()).add(at);
    }

    /**
     * @param typical a play in the middle of them all
     * @param withGates of plays in which gates take their usual time; this one where there are none
     */
    Forecast done(Played typical, Outlook withGates, Ground ground) {
        return new Forecast(
                from.state().startedAt().orElse(from.now()),
                from.now(),
                range(ends),
                range(withGates.ends),
                waiting(typical),
                ground,
                plays,
                ends(typical),
                CriticalWork.of(typical.trace(), typical.end()),
                plan.stages().stream().map(this::stage).toList(),
                withGates.tiers(),
                noReturns.isEmpty() ? Optional.empty() : Optional.of(range(noReturns)),
                gates(typical),
                plan.window()
                        .map(window -> new WindowOutlook(
                                window.opens(), window.closes(), range(withGates.windowEnds), windowDone(typical))));
    }

    private boolean windowDone(Played typical) {
        return plan.stages().stream()
                .filter(PlannedStage::inWindow)
                .noneMatch(stage -> typical.trace().closed(stage.name()).isPresent());
    }

    private static Optional<String> ends(Played typical) {
        if (!typical.over()) {
            return Optional.of("it comes to rest before its end: nothing is under way and nobody is asked");
        }
        return typical.state().phase() == RunPhase.SUCCEEDED
                ? Optional.empty()
                : Optional.of("it ends " + typical.state().phase());
    }

    private Duration waiting(Played typical) {
        Optional<Instant> opens = plan.window().map(Plan.PlannedWindow::opens);
        return typical.trace().chain().stream()
                .map(typical.trace()::piece)
                .filter(piece -> piece.kind() == Kind.WAIT && opens.isPresent())
                .filter(piece -> piece.label().equals(Trace.WINDOW_OPENS))
                .map(piece -> Duration.between(piece.begin(), opens.get()))
                .findFirst()
                .orElse(Duration.ZERO);
    }

    private StageOutlook stage(PlannedStage stage) {
        var begins = opened.getOrDefault(stage.name(), List.of());
        var over = closed.getOrDefault(stage.name(), List.of());
        boolean begun = begins.isEmpty() && (!over.isEmpty() || from.begun().contains(stage.name()));
        return new StageOutlook(
                stage.name(),
                stage.title(),
                stage.role(),
                begins.isEmpty() ? Optional.empty() : Optional.of(range(begins)),
                over.isEmpty() ? Optional.empty() : Optional.of(range(over)),
                begun,
                begun && over.isEmpty());
    }

    private List<TierOutage> tiers() {
        var seen = new LinkedHashMap<String, TierOutage>();
        for (PlannedStage stage : plan.stages()) {
            var out = tiers.getOrDefault(stage.role(), List.of());
            if (!out.isEmpty()) {
                seen.putIfAbsent(
                        stage.role(),
                        new TierOutage(
                                stage.role(),
                                stage.roleTitle(),
                                plan.roles()
                                        .getOrDefault(stage.role(), List.of())
                                        .size(),
                                span(out.stream().map(Outage::down).toList()),
                                span(out.stream().map(Outage::reduced).toList())));
            }
        }
        return List.copyOf(seen.values());
    }

    private List<GateAhead> gates(Played typical) {
        return typical.trace().questions().stream()
                .filter(Question::gate)
                .map(question -> {
                    TaskKey task = question.task().orElseThrow();
                    Spread spread = pace.of(task);
                    return new GateAhead(task, question.why(), spread.median(), spread.basis() != Basis.GUESS);
                })
                .toList();
    }

    private static Range range(List<Instant> times) {
        return new Range(quantile(times, 0.5), quantile(times, 0.9));
    }

    private static Span span(List<Duration> times) {
        var spread = Spread.of(times, Basis.GUESS);
        return new Span(spread.quantile(0.5), spread.quantile(0.9));
    }

    /** Between two of them in proportion, to the millisecond. */
    static Instant quantile(List<Instant> times, double share) {
        long[] sorted = times.stream().mapToLong(Instant::toEpochMilli).sorted().toArray();
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return Instant.ofEpochMilli(
                sorted[below] + Math.round((place - below) * (double) (sorted[above] - sorted[below])));
    }
}
