package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunEvent.WentBack;
import dev.banksman.controller.run.Track.Where;
import java.util.HashSet;
import java.util.Set;

/**
 * What going back does to the state: what lies behind the restore point has not been reached any more. Attempts keep
 * their numbers, none of what is taken back is out ({@link RestoreRules}), and so nothing of an earlier generation can
 * speak for a later one.
 */
final class RestoreFold {
    private RestoreFold() {}

    static void wentBack(RunEdit edit, WentBack event) {
        Place point = edit.index
                .restorePoint(event.restorePoint())
                .orElseThrow(() -> new IllegalStateException("the plan has no restore point " + event.restorePoint()));
        if (event.generation() != edit.facts.generation() + 1) {
            throw new IllegalStateException(
                    "generation " + event.generation() + " cannot follow " + edit.facts.generation());
        }
        edit.facts = edit.facts.inGeneration(event.generation());
        var touched = new HashSet<>(edit.index.after(point.stage().index()));
        touched.forEach(stage -> forget(edit, edit.index.stage(stage)));
        touched.add(point.stage().index());
        edit.index.after(point.stage().index()).forEach(stage -> close(edit, edit.index.stage(stage), touched));
        reopen(edit, point);
        // What was said of an order in an earlier generation does not hold in this one.
        edit.index.plan.interlocks().stream()
                .filter(i -> touched.contains(i.beforeStage()) || touched.contains(i.requireStage()))
                .forEach(interlock -> edit.waivers = edit.waivers.minus(interlock.name()));
    }

    /** Every task of a stage that needs the restore point's waits. */
    private static void forget(RunEdit edit, PlannedStage stage) {
        StageState was = edit.stages.get(stage.index());
        was.tracks().forEach((host, track) -> {
            edit.forget(stage, host, 0);
            if (track.where() == Where.EXCLUDED) {
                int unreached = stage.steps().size() - track.tasks().size();
                edit.counts = edit.counts
                        .add(TaskState.EXCLUDED.ordinal(), -unreached)
                        .add(TaskState.WAITING.ordinal(), unreached);
            }
        });
        edit.timers = edit.timers.minus(new TimerKey.Soaked(stage.name()));
    }

    /** The stage is as if it had never opened; hosts that are out of the run stay so. */
    private static void close(RunEdit edit, PlannedStage stage, Set<Integer> touched) {
        long needs = stage.needs().stream()
                .distinct()
                .filter(need -> touched.contains(need) || edit.stages.get(need).phase() != StageState.Phase.CLOSED)
                .count();
        edit.putStage(
                stage.index(), StageState.pending((int) needs, stage.steps().size()));
        for (String host : stage.hosts()) {
            if (edit.host(host).excluded()) {
                edit.stand(stage.index(), host, Where.EXCLUDED);
            }
        }
        StageFold.skipExcluded(edit, stage);
    }

    /**
     * The restore point's own stage: every host that was past the restore point stands at it again, whether it is inside,
     * about to enter, or out of the run; whoever comes back later finds its state restored first.
     */
    private static void reopen(RunEdit edit, Place point) {
        PlannedStage stage = point.stage();
        int step = point.step().index();
        StageState was = edit.stages.get(stage.index());
        if (was.phase() == StageState.Phase.CLOSED) {
            edit.putStage(stage.index(), was.in(StageState.Phase.OPEN));
        }
        boolean restores =
                point.step().restorePoint().flatMap(state -> state.restore()).isPresent();
        for (String host : stage.hosts()) {
            Track track = edit.stages.get(stage.index()).track(host);
            boolean excluded = edit.host(host).excluded();
            boolean inside = track.where() == Where.INSIDE || track.where() == Where.THROUGH;
            if (track.where() == Where.EXCLUDED) {
                // What it has not reached waits again; if it was included after the stage was through, it may enter
                // now.
                if (excluded) {
                    edit.stand(stage.index(), host, Where.OUTSIDE);
                } else {
                    HostFold.mayEnter(edit, stage.index(), host);
                }
            }
            edit.forget(stage, host, step + 1);
            if (excluded || inside) {
                edit.stand(stage.index(), host, excluded ? Where.EXCLUDED : Where.INSIDE);
            }
            if (!edit.stages.get(stage.index()).track(host).reached(step)) {
                continue;
            }
            Place place = edit.index.place(stage.index(), step, host);
            if (restores && edit.task(place).state() == TaskState.SUCCEEDED) {
                TaskState to = excluded ? TaskState.EXCLUDED : inside ? TaskState.READY : TaskState.WAITING;
                edit.change(place, task -> {
                    task.restoring = true;
                    task.intent = Intent.of(Purpose.RESTORE, host);
                    task.sinceDecision = task.attempts.size();
                    return task.to(to, "the run goes back to here", edit.at);
                });
            }
        }
        StageFold.skipExcluded(edit, stage);
        if (edit.stages.get(stage.index()).restoring() == 0) {
            StageFold.restored(edit, stage);
        }
    }
}
