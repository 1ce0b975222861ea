package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedInterlock;
import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Plan.Resolved;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Reboot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a READY task does next: it is sent, skipped, put before a person, or kept by an interlock. */
final class DispatchRules {
    private DispatchRules() {}

    static boolean askGates(Draft draft) {
        boolean moved = false;
        while (!draft.state().gates.isEmpty()) {
            TaskKey key = draft.state().gates.iterator().next();
            Place place = draft.state().index.place(key).orElseThrow();
            if (mayStart(draft, place)) {
                askGate(draft, place);
            }
            moved = true;
        }
        return moved;
    }

    private static void askGate(Draft draft, Place place) {
        draft.emit(new RunEvent.DecisionAsked(
                place.key(),
                draft.state().title(place),
                List.of(),
                Optional.empty(),
                List.of(DecisionKind.APPROVE, DecisionKind.REJECT, DecisionKind.SKIP, DecisionKind.ABORT),
                draft.at()));
    }

    /** One task at a time on each host, in the order in which they became ready. */
    static boolean send(Draft draft) {
        boolean moved = false;
        while (!draft.state().startable.isEmpty()) {
            String host = draft.state().startable.iterator().next();
            TaskKey key = draft.state().host(host).queue().getFirst();
            Place place = draft.state().index.place(key).orElseThrow();
            Intent intent = draft.task(place).intent();
            boolean starts =
                    intent.purpose() == Purpose.EXECUTE || intent.purpose() == Purpose.PROBE && !intent.asked();
            if (!starts || mayStart(draft, place)) {
                dispatch(draft, place, intent);
            }
            moved = true;
        }
        return moved;
    }

    /** Condition and interlocks; when they forbid, the task has been moved out of the way. */
    private static boolean mayStart(Draft draft, Place place) {
        RunState state = draft.state();
        if (place.step().condition().isPresent() && draft.task(place).attempts().isEmpty()) {
            switch (state.index.actions.condition(place.stage(), place.step(), place.host(), state::output)) {
                case PlanActions.Applies.Yes yes -> {}
                case PlanActions.Applies.No no -> {
                    draft.move(place, TaskState.SKIPPED, no.reason());
                    return false;
                }
                case PlanActions.Applies.Problem problem -> {
                    FailureRules.ask(draft, place, "its condition cannot be decided: " + problem.reason());
                    return false;
                }
            }
        }
        Optional<PlannedInterlock> unmet = InterlockRules.unmet(state, place);
        unmet.ifPresent(interlock -> InterlockRules.ask(draft, place, interlock));
        return unmet.isEmpty();
    }

    private static void dispatch(Draft draft, Place place, Intent intent) {
        RunState state = draft.state();
        Resolved resolved = intent.purpose() == Purpose.REBOOT
                ? new Resolved.Ready(reboot(intent))
                : state.index.actions.resolve(
                        place.stage(), place.step(), intent.host(), intent.purpose(), intent.remedy(), state::output);
        switch (resolved) {
            case Resolved.Ready ready ->
                draft.emit(new RunEvent.AttemptDispatched(
                        new AttemptKey(intent.host(), state.host(intent.host()).lastAttempt() + 1),
                        place.key(),
                        intent.purpose(),
                        intent.remedy(),
                        ready.action(),
                        timeAllowed(state, place, intent),
                        draft.at()));
            case Resolved.Impossible impossible ->
                FailureRules.ask(draft, place, "it cannot be started: " + impossible.reason());
        }
    }

    private static Action reboot(Intent intent) {
        return Action.newBuilder()
                .setReboot(Reboot.newBuilder().setSinceBoot(intent.sinceBoot()))
                .build();
    }

    /** By how long the other step took; never more than the step's own time. Nothing where that was not done. */
    private static Optional<Duration> measured(RunState state, Place place) {
        return place.step().timeoutFrom().flatMap(from -> {
            Optional<PlannedStage> stage = state.index.stage(from.step().stage());
            Optional<Duration> took = stage.flatMap(s -> state.index.place(
                            s.name(),
                            from.step().step().orElse(""),
                            s.hosts().size() == 1 ? s.hosts().getFirst() : place.host()))
                    .flatMap(state::task)
                    .flatMap(DispatchRules::took);
            return took.map(time -> {
                Duration allowed = Duration.ofMillis(Math.round((double) time.toMillis() * from.times()));
                Duration least = allowed.compareTo(from.atLeast()) < 0 ? from.atLeast() : allowed;
                Duration most = place.step().timeout();
                return least.compareTo(most) > 0 ? most : least;
            });
        });
    }

    private static Optional<Duration> took(Task task) {
        return task.attempts().reversed().stream()
                .filter(attempt -> attempt.purpose() == Purpose.EXECUTE)
                .flatMap(attempt -> attempt.result().stream())
                .filter(result -> result.outcome() == AttemptReport.Outcome.SUCCEEDED)
                .flatMap(result ->
                        result
                                .startedAt()
                                .flatMap(from -> result.endedAt().map(to -> Duration.between(from, to)))
                                .stream())
                .filter(time -> !time.isNegative())
                .findFirst();
    }

    private static Duration timeAllowed(RunState state, Place place, Intent intent) {
        Duration step = place.step().timeout();
        return switch (intent.purpose()) {
            case EXECUTE -> measured(state, place).orElse(step);
            case UNDO -> step;
            case RESTORE ->
                place.step().restorePoint().flatMap(point -> point.timeout()).orElse(step);
            case REBOOT -> Limits.REBOOT_TIME;
            case PROBE -> step.compareTo(Limits.PROBE_TIME) < 0 ? step : Limits.PROBE_TIME;
            case REMEDY ->
                intent.remedy()
                        .flatMap(state.index::remedy)
                        .map(PlannedRemedy::timeout)
                        .orElse(step);
        };
    }
}
