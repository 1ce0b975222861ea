package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunEvent.HostEntered;
import dev.banksman.controller.run.RunEvent.StageClosed;
import dev.banksman.controller.run.RunEvent.StageOpened;
import dev.banksman.controller.run.Track.Where;

/** What events of stages do to the state, and how a host goes from step to step. */
final class StageFold {
    private StageFold() {}

    static void opened(RunEdit edit, StageOpened event) {
        PlannedStage stage = stage(edit, event.stage());
        StageState state = edit.stages.get(stage.index());
        require(state.phase() == StageState.Phase.PENDING && state.needs() == 0, stage, "cannot open", state);
        edit.putStage(stage.index(), state.in(StageState.Phase.OPEN));
    }

    static void closed(RunEdit edit, StageClosed event) {
        PlannedStage stage = stage(edit, event.stage());
        StageState state = edit.stages.get(stage.index());
        require(
                state.phase() == StageState.Phase.OPEN
                        && state.through() + state.excluded() == stage.hosts().size(),
                stage,
                "cannot close",
                state);
        edit.putStage(stage.index(), state.in(StageState.Phase.CLOSED));
        edit.timers = edit.timers.minus(new TimerKey.Soaked(stage.name()));
        for (int dependent : edit.index.dependents(stage.index())) {
            StageState waiting = edit.stages.get(dependent);
            edit.putStage(dependent, waiting.withNeeds(waiting.needs() - 1));
        }
    }

    static void entered(RunEdit edit, HostEntered event) {
        PlannedStage stage = stage(edit, event.stage());
        StageState state = edit.stages.get(stage.index());
        require(
                state.phase() == StageState.Phase.OPEN
                        && state.track(event.host()).where() == Where.OUTSIDE,
                stage,
                "cannot be entered by " + event.host(),
                state);
        int order = edit.index.order(stage.index(), event.host());
        edit.putStage(
                stage.index(),
                state.withEntry(
                        Math.max(state.next(), order + 1), state.returned().minus(event.host())));
        skipExcluded(edit, stage);
        edit.stand(stage.index(), event.host(), Where.INSIDE);
        advance(edit, stage, event.host());
    }

    /** Keeps {@code next} at a host that may enter, so that nobody has to search for one. */
    static void skipExcluded(RunEdit edit, PlannedStage stage) {
        StageState state = edit.stages.get(stage.index());
        int next = state.next();
        while (next < stage.hosts().size() && edit.host(stage.hosts().get(next)).excluded()) {
            next++;
        }
        edit.putStage(stage.index(), state.withEntry(next, state.returned()));
    }

    /** Makes the next step of a host ready, past those that do not apply to it; past the last one, it is through. */
    static void advance(RunEdit edit, PlannedStage stage, String host) {
        Track track = edit.stages.get(stage.index()).track(host);
        if (track.where() != Where.INSIDE || !edit.running()) {
            return;
        }
        int step = track.tasks().size();
        if (step > 0 && track.last().state() == TaskState.WAITING) {
            Place place = edit.index.place(stage.index(), step - 1, host);
            edit.change(place, task -> task.to(TaskState.READY, "its host is included again", edit.at));
            return;
        }
        if (edit.stages.get(stage.index()).restoring() > 0) {
            return;
        }
        while (step < stage.steps().size() && stage.steps().get(step).leftOut().contains(host)) {
            Place place = edit.index.place(stage.index(), step, host);
            edit.reach(
                    place,
                    Task.reached(
                            TaskState.SKIPPED,
                            "does not apply to this host",
                            edit.at,
                            Intent.usual(place.step(), host),
                            true));
            step++;
        }
        if (step == stage.steps().size()) {
            edit.stand(stage.index(), host, Where.THROUGH);
        } else {
            Place place = edit.index.place(stage.index(), step, host);
            edit.reach(place, Task.reached(TaskState.READY, "", edit.at, Intent.usual(place.step(), host), false));
        }
    }

    /** The restore point's state is back on every host: those that waited for it go on. */
    static void restored(RunEdit edit, PlannedStage stage) {
        for (String host : stage.hosts()) {
            Track track = edit.stages.get(stage.index()).track(host);
            if (track.where() == Where.INSIDE
                    && (track.tasks().isEmpty() || track.last().through())) {
                advance(edit, stage, host);
            }
        }
    }

    private static PlannedStage stage(RunEdit edit, String name) {
        return edit.index.stage(name).orElseThrow(() -> new IllegalStateException("the plan has no stage " + name));
    }

    private static void require(boolean holds, PlannedStage stage, String problem, StageState state) {
        if (!holds) {
            throw new IllegalStateException("stage " + stage.name() + " " + problem + ": it is " + state.phase()
                    + ", waits for " + state.needs() + " stages, " + state.through() + " hosts through, "
                    + state.excluded() + " excluded");
        }
    }
}
