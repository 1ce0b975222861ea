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

    /** The restore point's own stage: its hosts stand at the restore point again. */
    private static void reopen(RunEdit edit, Place point) {
        PlannedStage stage = point.stage();
        StageState was = edit.stages.get(stage.index());
        if (was.phase() == StageState.Phase.CLOSED) {
            edit.putStage(stage.index(), was.in(StageState.Phase.OPEN));
        }
        for (String host : stage.hosts()) {
            Track track = edit.stages.get(stage.index()).track(host);
            if (track.where() != Where.INSIDE && track.where() != Where.THROUGH) {
                continue;
            }
            edit.forget(stage, host, point.step().index() + 1);
            if (edit.host(host).excluded()) {
                edit.stand(stage.index(), host, Where.EXCLUDED);
                continue;
            }
            edit.stand(stage.index(), host, Where.INSIDE);
            Place place = edit.index.place(stage.index(), point.step().index(), host);
            boolean restores = edit.task(place).state() == TaskState.SUCCEEDED
                    && place.step()
                            .restorePoint()
                            .flatMap(state -> state.restore())
                            .isPresent();
            if (restores) {
                edit.change(place, task -> {
                    task.restoring = true;
                    task.intent = Intent.of(Purpose.RESTORE, host);
                    task.sinceDecision = task.attempts.size();
                    return task.to(TaskState.READY, "the run goes back to here", edit.at);
                });
            } else {
                StageFold.advance(edit, stage, host);
            }
        }
    }
}
