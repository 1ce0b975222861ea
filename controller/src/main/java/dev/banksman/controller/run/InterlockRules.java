package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedInterlock;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunInput.DecisionKind;
import java.util.List;
import java.util.Optional;

/**
 * Interlocks, asked again before each task they guard. Met when every task required has SUCCEEDED; one that did not
 * apply, or whose host was excluded by a person, is not required; one that a person skipped is; and none at all left is
 * not met.
 */
final class InterlockRules {
    private InterlockRules() {}

    /** The first interlock that keeps a task from starting. */
    static Optional<PlannedInterlock> unmet(RunState state, Place place) {
        return state.index.interlocksBefore(place).stream()
                .filter(interlock -> !allows(state, interlock))
                .findFirst();
    }

    private static boolean allows(RunState state, PlannedInterlock interlock) {
        RunEdit.Waiver waiver = state.waivers.get(interlock.name());
        return waiver != null && waiver.complete() || met(state, interlock);
    }

    private static boolean met(RunState state, PlannedInterlock interlock) {
        PlannedStage stage = state.index.stage(interlock.requireStage());
        StageState required = state.stages.get(interlock.requireStage());
        int from = interlock.requireStep().orElse(0);
        int to = interlock
                .requireStep()
                .map(step -> step + 1)
                .orElse(stage.steps().size());
        int done = 0;
        for (int step = from; step < to; step++) {
            if (required.done().get(step) + required.aside().get(step)
                    < stage.hosts().size()) {
                return false;
            }
            done += required.done().get(step);
        }
        return done > 0;
    }

    static void ask(Draft draft, Place place, PlannedInterlock interlock) {
        draft.emit(new RunEvent.DecisionAsked(
                place.key(),
                "interlock " + interlock.name() + ": " + interlock.because(),
                List.of(),
                Optional.of(interlock.name()),
                List.of(DecisionKind.OVERRIDE_INTERLOCK, DecisionKind.EXCLUDE_HOST, DecisionKind.ABORT),
                draft.at()));
    }

    /** Lets tasks go on whose interlock has been met or overridden since. */
    static boolean release(Draft draft) {
        boolean moved = false;
        for (String name : draft.state().blocked.keySet()) {
            List<TaskKey> tasks = List.copyOf(draft.state().blocked.get(name));
            PlannedInterlock interlock = draft.state().index.interlock(name).orElseThrow();
            if (tasks.isEmpty() || !allows(draft.state(), interlock)) {
                continue;
            }
            for (TaskKey task : tasks) {
                draft.emit(new RunEvent.TaskMoved(
                        task, TaskState.READY, "interlock " + name + " no longer stands in the way", draft.at()));
                moved = true;
            }
        }
        return moved;
    }
}
