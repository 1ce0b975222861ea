package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedWindow;
import java.util.Optional;

/**
 * The maintenance window. A stage that belongs into it does not open before it does; when it closes while such a stage is
 * not through, the run is held, once: what runs goes on, nothing new starts until a person says so.
 */
final class WindowRules {
    private WindowRules() {}

    /** Whether a stage has to wait for the window; sees to it that the run comes back to it. */
    static boolean waits(Draft draft, PlannedStage stage) {
        Optional<PlannedWindow> window = draft.state().index.plan.window();
        if (!stage.inWindow() || window.isEmpty()) {
            return false;
        }
        if (draft.at().isBefore(window.get().opens())) {
            set(draft, new TimerKey.Window(true), window.get().opens());
            return true;
        }
        if (!draft.state().facts.windowClosed()) {
            set(draft, new TimerKey.Window(false), window.get().closes());
        }
        return false;
    }

    private static void set(Draft draft, TimerKey.Window timer, java.time.Instant due) {
        if (!draft.state().timers.containsKey(timer)) {
            draft.emit(new RunEvent.TimerSet(timer, due, draft.at()));
        }
    }

    /** Holds the run when the window is over before its work is. */
    static void close(Draft draft) {
        RunState state = draft.state();
        Optional<PlannedWindow> window = state.index.plan.window();
        if (window.isEmpty()
                || !StageProgress.mayProceed(state)
                || state.facts.windowClosed()
                || EndRules.nothingCanGoOn(state)
                || draft.at().isBefore(window.get().closes())) {
            return;
        }
        boolean open = state.index.plan.stages().stream()
                .anyMatch(stage ->
                        stage.inWindow() && state.stages.get(stage.index()).phase() != StageState.Phase.CLOSED);
        if (open) {
            draft.emit(new RunEvent.WindowClosed(
                    "the maintenance window closed at " + window.get().closes() + ", and the work in it is not done",
                    draft.at()));
        }
    }
}
