package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunEdit.Waiver;
import dev.banksman.controller.run.RunEvent.DecisionTaken;
import dev.banksman.controller.run.RunEvent.RunAborting;
import dev.banksman.controller.run.RunEvent.RunEnded;
import dev.banksman.controller.run.RunEvent.RunPlanned;
import dev.banksman.controller.run.RunEvent.TimerExpired;
import dev.banksman.controller.run.RunEvent.TimerSet;
import java.util.List;
import java.util.Optional;
import org.pcollections.OrderedPMap;

/** What events of the run as a whole, decisions and timers do to the state. */
final class RunFold {
    private RunFold() {}

    static void planned(RunEdit edit, RunPlanned event) {
        if (edit.facts.position() != 0) {
            throw new IllegalStateException("a run is planned once, as its first event");
        }
        if (event.semantics() != RunCore.SEMANTICS) {
            throw new IllegalStateException("the run was made under semantics " + event.semantics()
                    + "; this program knows " + RunCore.SEMANTICS);
        }
        if (!event.planHash().equals(edit.index.plan.hash())) {
            throw new IllegalStateException("the run was made for the plan with hash " + event.planHash()
                    + "; this plan has " + edit.index.plan.hash());
        }
        edit.facts = edit.facts.planned(event.run(), event.by(), event.at());
    }

    /** Once per run, and of the order of its hosts: everything that has not begun is out at one stroke. */
    static void aborting(RunEdit edit, RunAborting event) {
        edit.facts = edit.facts.in(RunPhase.ABORTING);
        String reason = "aborted by " + event.by() + (event.reason().isBlank() ? "" : ": " + event.reason());
        for (int index = 0; index < edit.stages.size(); index++) {
            StageState stage = edit.stages.get(index);
            if (stage.phase() != StageState.Phase.CLOSED) {
                for (String host : List.copyOf(stage.tracks().keySet())) {
                    Track track = stage.track(host);
                    if (!track.tasks().isEmpty()) {
                        String why = track.last().restartDue().isPresent()
                                ? reason + "; the step was done, the restart of its host is still due"
                                : reason;
                        abort(edit, edit.index.place(index, track.tasks().size() - 1, host), track.last(), why);
                    }
                }
            }
        }
        for (Attempt attempt : List.copyOf(edit.attempts.values())) {
            if (attempt.live() && !attempt.cancelling()) {
                edit.cancel(attempt.key());
            }
        }
        for (TimerKey timer : List.copyOf(edit.timers.keySet())) {
            if (!(timer instanceof TimerKey.Overdue)) {
                edit.timers = edit.timers.minus(timer);
            }
        }
        int waiting = edit.counts.get(TaskState.WAITING.ordinal());
        edit.counts =
                edit.counts.add(TaskState.WAITING.ordinal(), -waiting).add(TaskState.CANCELLED.ordinal(), waiting);
    }

    private static void abort(RunEdit edit, Place place, Task task, String reason) {
        switch (task.state()) {
            case WAITING -> edit.change(place, t -> t.to(TaskState.CANCELLED, reason, edit.at));
            case READY, AWAITING_DECISION, UNKNOWN -> {
                TaskState to = edit.mayStillRun(task) ? TaskState.UNKNOWN : abandoned(task);
                edit.change(place, t -> t.to(to, reason, edit.at));
            }
            case DISPATCHED, RUNNING -> edit.change(place, t -> t.to(TaskState.CANCELLING, reason, edit.at));
            case CANCELLING, SUCCEEDED, FAILED, TIMED_OUT, SKIPPED, EXCLUDED, CANCELLED -> {}
        }
    }

    /** A task that waits is what its last try made of it; an abort does not hide a failure. */
    private static TaskState abandoned(Task task) {
        return task.attempts().reversed().stream()
                .filter(attempt -> attempt.purpose() == (task.restoring() ? Purpose.RESTORE : Purpose.EXECUTE))
                .flatMap(attempt -> attempt.result().stream())
                .map(result -> switch (result.outcome()) {
                    case FAILED, CANCELLED -> TaskState.FAILED;
                    case TIMED_OUT -> TaskState.TIMED_OUT;
                    case UNKNOWN -> TaskState.UNKNOWN;
                    case SUCCEEDED, NEVER_STARTED -> TaskState.CANCELLED;
                })
                .findFirst()
                .orElse(TaskState.CANCELLED);
    }

    static void ended(RunEdit edit, RunEnded event) {
        if (edit.live > 0) {
            throw new IllegalStateException("the run cannot end while " + edit.live + " attempts are out");
        }
        edit.facts = edit.facts.in(event.phase()).ended(event.at());
        edit.timers = OrderedPMap.empty();
        edit.brake = Optional.empty();
    }

    static void decided(RunEdit edit, DecisionTaken event) {
        edit.decisions = edit.decisions.plus(event.id(), event);
        event.target().interlock().ifPresent(interlock -> {
            if (!edit.waivers.containsKey(interlock)) {
                edit.waivers = edit.waivers.plus(interlock, new Waiver(event.by(), false));
            }
        });
        target(edit, event)
                .ifPresent(place -> edit.change(place, task -> {
                    task.decided = Optional.of(event);
                    intent(edit, place, event).ifPresent(intent -> {
                        task.intent = intent;
                        task.sinceDecision = task.attempts.size();
                    });
                    return task;
                }));
    }

    /** The task a decision is about; one about a host, an interlock or the run has none. */
    private static Optional<Place> target(RunEdit edit, DecisionTaken event) {
        RunInput.Target target = event.target();
        if (target.stage().isEmpty() || target.step().isEmpty() || target.host().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(edit.place(new TaskKey(
                target.stage().get(), target.step().get(), target.host().get(), 1)));
    }

    private static Optional<Intent> intent(RunEdit edit, Place place, DecisionTaken event) {
        return switch (event.kind()) {
            case RETRY ->
                Optional.of(Intent.usual(
                        place.step(),
                        place.host(),
                        edit.task(place).restoring(),
                        edit.task(place).restartDue()));
            case PROBE -> Optional.of(Intent.asked(Purpose.PROBE, Optional.empty(), place.host()));
            case UNDO -> Optional.of(Intent.asked(Purpose.UNDO, Optional.empty(), place.host()));
            case RUN_REMEDY -> {
                String name = event.target().remedy().orElseThrow();
                PlannedRemedy remedy = edit.index
                        .remedy(name)
                        .orElseThrow(() -> new IllegalStateException("the plan has no remedy " + name));
                String host = edit.index.hostOf(remedy, place.host()).orElse(place.host());
                yield Optional.of(Intent.asked(Purpose.REMEDY, Optional.of(name), host));
            }
            case APPROVE,
                    REJECT,
                    SKIP,
                    MARK_DONE,
                    EXCLUDE_HOST,
                    INCLUDE_HOST,
                    OVERRIDE_INTERLOCK,
                    GO_BACK,
                    PAUSE,
                    RESUME,
                    ABORT -> Optional.empty();
        };
    }

    static void timerSet(RunEdit edit, TimerSet event) {
        switch (event.timer()) {
            case TimerKey.RetryDue(TaskKey task) ->
                edit.change(edit.place(task), t -> {
                    t.parked = true;
                    return t;
                });
            case TimerKey.Soaked(String stage) -> soak(edit, stage, StageState.Soak.SOAKING);
            case TimerKey.Overdue(AttemptKey attempt) -> edit.attempt(attempt);
            case TimerKey.Window window -> {}
        }
        edit.timers = edit.timers.plus(event.timer(), event.due());
    }

    static void timerExpired(RunEdit edit, TimerExpired event) {
        if (!edit.timers.containsKey(event.timer())) {
            throw new IllegalStateException("no such timer runs: " + event.timer());
        }
        edit.timers = edit.timers.minus(event.timer());
        switch (event.timer()) {
            case TimerKey.RetryDue(TaskKey task) ->
                edit.change(edit.place(task), t -> {
                    t.parked = false;
                    return t;
                });
            case TimerKey.Soaked(String stage) -> soak(edit, stage, StageState.Soak.OVER);
            case TimerKey.Window window -> {}
            case TimerKey.Overdue(AttemptKey attempt) ->
                edit.put(edit.attempt(attempt).asOverdue());
        }
    }

    private static void soak(RunEdit edit, String stage, StageState.Soak soak) {
        int index = edit.index
                .stage(stage)
                .orElseThrow(() -> new IllegalStateException("the plan has no stage " + stage))
                .index();
        edit.putStage(index, edit.stages.get(index).withSoak(soak));
    }
}
