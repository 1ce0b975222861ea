package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.TaskKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a run ends and what happens until then, if nothing fails and people answer at once.
 *
 * @param from when the run began, or begins
 * @param now the moment from which it looks ahead
 * @param finish of the whole run; gates stop the clock
 * @param withGates the same if people take their usual time at gates
 * @param waiting time, of that until the likely finish, that goes by without any work: until the maintenance window opens
 * @param plays how many whole runs it stands on
 * @param ends how the run ends, in words, when it does not end well; empty otherwise
 * @param path what the finish depends on, first to last, as in the run that is nearest to the likely one
 * @param noReturn when the point of no return begins; empty where there is none, or it lies behind
 * @param outages with the usual time of gates: a tier that waits for a person is out of service too
 * @param gates ahead: their time is part of {@code withGates}, {@code outages} and {@code window} alone
 */
public record Forecast(
        Instant from,
        Instant now,
        Range finish,
        Range withGates,
        Duration waiting,
        Ground ground,
        int plays,
        Optional<String> ends,
        List<PathPiece> path,
        List<StageOutlook> stages,
        List<TierOutage> outages,
        Optional<Range> noReturn,
        List<GateAhead> gates,
        Optional<WindowOutlook> window) {

    public Forecast {
        path = List.copyOf(path);
        stages = List.copyOf(stages);
        outages = List.copyOf(outages);
        gates = List.copyOf(gates);
    }

    /** Half of the rehearsed runs were there by {@code likely}, nine of ten by {@code latest}. */
    public record Range(Instant likely, Instant latest) {}

    /** The same of a time that something takes. */
    public record Span(Duration likely, Duration latest) {}

    /**
     * What the durations come from.
     *
     * @param runs earlier runs of the runbook
     * @param seen steps of the plan, gates apart, of which a time is known
     * @param steps steps of the plan, gates apart
     */
    public record Ground(int runs, int seen, int steps) {}

    /**
     * A piece of the critical path.
     *
     * @param tasks of a step that follow one another on the path
     * @param label of a wait, for people; empty for a step
     */
    public record PathPiece(
            String stage, String step, List<String> hosts, String label, boolean gate, Duration takes, int tasks) {}

    /** @param begin,end empty where that lies behind, with {@code begun} and {@code ended} in their place */
    public record StageOutlook(
            String stage,
            String title,
            String role,
            Optional<Range> begin,
            Optional<Range> end,
            boolean begun,
            boolean ended) {}

    /**
     * How long a tier is out of service.
     *
     * @param down all of its hosts at the same time
     * @param reduced at least one of them
     */
    public record TierOutage(String role, String title, int hosts, Span down, Span reduced) {}

    /** @param typical how long it took people before, or what the runbook says, or a guess */
    public record GateAhead(TaskKey task, String title, Duration typical, boolean seen) {}

    /**
     * @param finish of the stages that belong into the window, with the usual time of gates: a window does not stop
     * @param done whether they are all through
     */
    public record WindowOutlook(Instant opens, Instant closes, Range finish, boolean done) {

        /** Nine of ten runs would not be through in time. */
        public boolean atRisk() {
            return !done && finish.latest().isAfter(closes);
        }
    }
}
