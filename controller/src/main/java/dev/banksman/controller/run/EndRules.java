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
                                        Texts.tasks(failed) + " failed; the run went on past them, as the runbook says",
                                        draft.at()));
            } else if (nothingCanGoOn(state)) {
                draft.emit(new RunEvent.RunEnded(
                        RunPhase.FAILED,
                        Texts.tasks(failed) + " failed, and nothing can go on; "
                                + Texts.tasks(state.count(TaskState.WAITING)) + " not begun",
                        draft.at()));
            }
        }
    }

    private static String succeeded(RunState state) {
        int skipped = state.count(TaskState.SKIPPED);
        int excluded = state.count(TaskState.EXCLUDED);
        return "every stage is through"
                + (skipped == 0 ? "" : "; " + Texts.tasks(skipped) + " skipped")
                + (excluded == 0 ? "" : "; " + Texts.tasks(excluded) + " excluded");
    }

    /** The end of a maintenance window is nothing to wait for. */
    static boolean nothingCanGoOn(RunState state) {
        return state.count(
                                TaskState.READY,
                                TaskState.DISPATCHED,
                                TaskState.RUNNING,
                                TaskState.CANCELLING,
                                TaskState.AWAITING_DECISION)
                        == 0
                && state.timers.keySet().stream().allMatch(timer -> timer.equals(new TimerKey.Window(false)));
    }
}
