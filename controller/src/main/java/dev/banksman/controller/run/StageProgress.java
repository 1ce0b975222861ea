package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.run.StageState.Phase;
import dev.banksman.controller.run.StageState.Soak;
import java.util.Optional;

/**
 * What goes on by itself after an input: stages open and close, hosts enter, gates are asked, attempts are sent, the
 * run ends. Every step is an event; together they stop when nothing more can be done without a further input.
 */
final class StageProgress {
    private StageProgress() {}

    static void proceed(Draft draft) {
        WindowRules.close(draft);
        if (mayProceed(draft.state())) {
            boolean again = true;
            // Some of what goes on holds the run: then nothing further begins.
            while (again && mayProceed(draft.state())) {
                again = InterlockRules.release(draft);
                again |= DispatchRules.askGates(draft);
                again |= DispatchRules.send(draft);
                for (PlannedStage stage : draft.state().index.plan.stages()) {
                    again |= mayProceed(draft.state()) && proceed(draft, stage);
                }
            }
        }
        EndRules.end(draft);
    }

    static boolean mayProceed(RunState state) {
        return state.phase() == RunPhase.RUNNING
                && !state.paused()
                && state.holdReason().isEmpty();
    }

    private static boolean proceed(Draft draft, PlannedStage stage) {
        StageState state = draft.state().stages.get(stage.index());
        if (state.phase() == Phase.CLOSED || state.phase() == Phase.PENDING && state.needs() > 0) {
            return false;
        }
        boolean moved = false;
        if (state.phase() == Phase.PENDING) {
            if (WindowRules.waits(draft, stage)) {
                return false;
            }
            draft.emit(new RunEvent.StageOpened(stage.name(), draft.at()));
            moved = true;
        }
        Optional<String> next = next(draft.state(), stage);
        while (next.isPresent()) {
            draft.emit(new RunEvent.HostEntered(stage.name(), next.get(), draft.at()));
            moved = true;
            next = next(draft.state(), stage);
        }
        StageState now = draft.state().stages.get(stage.index());
        if (now.through() + now.excluded() == stage.hosts().size()) {
            draft.emit(new RunEvent.StageClosed(stage.name(), draft.at()));
            return true;
        }
        if (soaks(stage, now)) {
            draft.emit(new RunEvent.TimerSet(
                    new TimerKey.Soaked(stage.name()),
                    draft.at().plus(stage.limit().soak()),
                    draft.at()));
        }
        return moved;
    }

    /** The canaries are through, and the wait after them has not begun. */
    private static boolean soaks(PlannedStage stage, StageState state) {
        return stage.limit().canary() > 0
                && state.soak() == Soak.NOT_YET
                && stage.limit().soak().isPositive()
                && state.through() >= stage.limit().canary()
                && state.inside() == 0;
    }

    /** The host that may enter now: the canaries first, then as many at once as the stage allows. */
    private static Optional<String> next(RunState run, PlannedStage stage) {
        StageState state = run.stages.get(stage.index());
        if (state.failed() > stage.limit().maxFailures()) {
            return Optional.empty();
        }
        int canary = stage.limit().canary();
        boolean roomForCanary = state.inside() + state.through() < canary;
        boolean canariesProven = state.through() >= canary
                && (canary == 0 || !stage.limit().soak().isPositive() || state.soak() == Soak.OVER);
        boolean room = canariesProven ? state.inside() < stage.limit().batch() : roomForCanary;
        if (!room) {
            return Optional.empty();
        }
        if (!state.returned().isEmpty()) {
            return Optional.of(state.returned().get(0));
        }
        return state.next() < stage.hosts().size() ? Optional.of(stage.hosts().get(state.next())) : Optional.empty();
    }
}
