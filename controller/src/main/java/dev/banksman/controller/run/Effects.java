package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.PlanIndex.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is to be done, derived from the state. */
final class Effects {
    private Effects() {}

    static List<Effect> outstanding(RunState state) {
        if (state.over()) {
            return List.of(new Effect.Finish());
        }
        var effects = new ArrayList<Effect>();
        state.attempts.values().forEach(attempt -> message(state, attempt).ifPresent(effects::add));
        state.timers.forEach((timer, due) -> effects.add(new Effect.SetTimer(timer, due)));
        return List.copyOf(effects);
    }

    static List<Effect> caused(RunState after, RunEvent event) {
        var effects = new ArrayList<Effect>();
        switch (event) {
            case RunEvent.AttemptDispatched e -> outAndTimed(after, e.attempt(), effects);
            case RunEvent.AttemptAccepted e -> heardOf(after, e.attempt(), e.at(), effects);
            case RunEvent.AttemptStarted e -> heardOf(after, e.attempt(), e.at(), effects);
            case RunEvent.AttemptEnded e -> {
                // One that was given up is not acknowledged: its host shall keep what it knows until it is heard.
                if (!after.attempts.containsKey(e.attempt())) {
                    effects.add(new Effect.Acknowledge(e.attempt()));
                }
            }
            case RunEvent.HostReached e ->
                after.host(e.host())
                        .busy()
                        .flatMap(key -> message(after, after.attempt(key)))
                        .ifPresent(effects::add);
            case RunEvent.HostExcluded e -> touching(after, e.host()).forEach(key -> outAndTimed(after, key, effects));
            case RunEvent.RunAborting e ->
                after.attempts.values().stream()
                        .filter(Attempt::live)
                        .forEach(attempt -> outAndTimed(after, attempt.key(), effects));
            case RunEvent.TimerSet e -> effects.add(new Effect.SetTimer(e.timer(), e.due()));
            case RunEvent.RunEnded e -> effects.add(new Effect.Finish());
            case RunEvent.RunPlanned e -> {}
            case RunEvent.TermTaken e -> {}
            case RunEvent.RunStarted e -> {}
            case RunEvent.StageOpened e -> {}
            case RunEvent.StageClosed e -> {}
            case RunEvent.HostEntered e -> {}
            case RunEvent.TaskMoved e -> {}
            case RunEvent.TaskPassed e -> {}
            case RunEvent.AttemptRefused e -> {}
            case RunEvent.DecisionAsked e -> {}
            case RunEvent.DecisionTaken e -> {}
            case RunEvent.OutputsKnown e -> {}
            case RunEvent.HostUnreachable e -> {}
            case RunEvent.HostIncluded e -> {}
            case RunEvent.InterlockOverridden e -> {}
            case RunEvent.TimerExpired e -> {}
            case RunEvent.RunPaused e -> {}
            case RunEvent.RunResumed e -> {}
            case RunEvent.RunHeld e -> {}
            case RunEvent.RunReleased e -> {}
            case RunEvent.BrakeApplied e -> {}
            case RunEvent.BrakeReleased e -> {}
            case RunEvent.WentBack e -> {}
            case RunEvent.PrerequisiteMet e -> {}
            case RunEvent.WindowClosed e -> {}
            case RunEvent.WindowExtended e -> {}
            case RunEvent.WindowAtRisk e -> {}
            case RunEvent.WindowRiskTaken e -> {}
            case RunEvent.WindowInReach e -> {}
        }
        return List.copyOf(effects);
    }

    /** What its host must be told about an attempt, if it can be told. */
    static Optional<Effect> message(RunState state, Attempt attempt) {
        if (!attempt.live() || !state.host(attempt.key().host()).reachable()) {
            return Optional.empty();
        }
        if (attempt.cancelling()) {
            String reason = state.index
                    .place(attempt.task())
                    .flatMap(state::task)
                    .map(Task::reason)
                    .orElse("");
            return Optional.of(new Effect.Cancel(attempt.key(), reason));
        }
        return attempt.state() == AttemptState.DISPATCHED ? Optional.of(dispatch(state, attempt)) : Optional.empty();
    }

    private static Effect dispatch(RunState state, Attempt attempt) {
        Place place = state.index.place(attempt.task()).orElseThrow();
        return new Effect.Dispatch(
                attempt.key(),
                attempt.task(),
                attempt.purpose(),
                attempt.action(),
                attempt.purpose() == Purpose.EXECUTE ? place.step().outputs() : List.of(),
                attempt.timeAllowed(),
                Limits.GRACE);
    }

    private static void outAndTimed(RunState after, AttemptKey key, List<Effect> effects) {
        message(after, after.attempt(key)).ifPresent(effects::add);
        timer(after, key).ifPresent(effects::add);
    }

    /** Only an attempt that was given up before has a timer as old as this word, or anything to be told again. */
    private static void heardOf(RunState after, AttemptKey key, Instant at, List<Effect> effects) {
        Attempt attempt = after.attempt(key);
        if (attempt.cancelling()) {
            outAndTimed(after, key, effects);
        } else if (AttemptFold.overdue(at, attempt).equals(after.timers.get(new TimerKey.Overdue(key)))) {
            timer(after, key).ifPresent(effects::add);
        }
    }

    private static Optional<Effect> timer(RunState after, AttemptKey key) {
        var timer = new TimerKey.Overdue(key);
        return Optional.ofNullable(after.timers.get(timer)).map(due -> new Effect.SetTimer(timer, due));
    }

    /** Attempts that are out on a host, or for a task of it. */
    private static List<AttemptKey> touching(RunState state, String host) {
        var keys = new ArrayList<AttemptKey>();
        state.host(host).busy().ifPresent(keys::add);
        for (int stage : state.index.stagesOf(host)) {
            Track track = state.stages.get(stage).track(host);
            if (!track.tasks().isEmpty()) {
                track.last().live().filter(key -> !keys.contains(key)).ifPresent(keys::add);
            }
        }
        return keys;
    }
}
