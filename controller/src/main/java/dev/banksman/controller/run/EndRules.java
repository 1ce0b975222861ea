package dev.banksman.controller.run;

import dev.banksman.controller.run.StageState.Phase;

/** When a run is over. */
final class EndRules {
    private EndRules() {}

    static void end(Draft draft) {
        RunState state = draft.state();
        if (state.live > 0) {
            return;
        }
        if (state.phase() == RunPhase.ABORTING) {
            draft.emit(new RunEvent.RunEnded(RunPhase.ABORTED, "aborted; nothing runs any more", draft.at()));
        } else if (StageProgress.mayProceed(state)) {
            int failed = state.count(TaskState.FAILED, TaskState.TIMED_OUT, TaskState.UNKNOWN);
            if (state.stages.stream().allMatch(stage -> stage.phase() == Phase.CLOSED)) {
                draft.emit(
                        failed == 0
                                ? new RunEvent.RunEnded(RunPhase.SUCCEEDED, succeeded(state), draft.at())
                                : new RunEvent.RunEnded(
                                        RunPhase.FAILED,
                                        failed + " tasks failed; the run went on past them, as the runbook says",
                                        draft.at()));
            } else if (nothingCanGoOn(state)) {
                draft.emit(new RunEvent.RunEnded(
                        RunPhase.FAILED,
                        failed + " tasks failed, and nothing can go on; " + state.count(TaskState.WAITING)
                                + " tasks were not begun",
                        draft.at()));
            }
        }
    }

    private static String succeeded(RunState state) {
        int skipped = state.count(TaskState.SKIPPED);
        int excluded = state.count(TaskState.EXCLUDED);
        return "every stage is through"
                + (skipped == 0 ? "" : "; " + skipped + " tasks skipped")
                + (excluded == 0 ? "" : "; " + excluded + " tasks excluded");
    }

    private static boolean nothingCanGoOn(RunState state) {
        return state.count(
                                TaskState.READY,
                                TaskState.DISPATCHED,
                                TaskState.RUNNING,
                                TaskState.CANCELLING,
                                TaskState.AWAITING_DECISION)
                        == 0
                && state.timers.isEmpty();
    }
}
