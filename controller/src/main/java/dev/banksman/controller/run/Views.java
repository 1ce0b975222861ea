package dev.banksman.controller.run;

import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunView.HostView;
import dev.banksman.controller.run.RunView.TaskView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What readers see of tasks and hosts. */
final class Views {
    private Views() {}

    static TaskView task(RunState state, Place place) {
        return state.task(place)
                .map(task -> new TaskView(
                        place.key(),
                        state.title(place),
                        task.state(),
                        task.reason(),
                        task.since(),
                        place.step().gate().isPresent(),
                        place.step().check(),
                        task.attempts(),
                        task.outputs(),
                        task.question(),
                        task.restoring(),
                        task.decided().map(RunEvent.DecisionTaken::kind)))
                .orElseGet(() -> unreached(state, place));
    }

    private static TaskView unreached(RunState state, Place place) {
        TaskState now = unreachedState(state, place);
        String reason = switch (now) {
            case EXCLUDED -> "its host is excluded";
            case CANCELLED -> "the run was aborted before";
            default -> "";
        };
        return new TaskView(
                place.key(),
                state.title(place),
                now,
                reason,
                since(state),
                place.step().gate().isPresent(),
                place.step().check(),
                List.of(),
                Map.of(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    /** State of a task that its host has not reached: it follows from its host and from the run. */
    static TaskState unreachedState(RunState state, Place place) {
        Track track = state.stages.get(place.stage().index()).track(place.host());
        if (track.where() == Track.Where.EXCLUDED) {
            return TaskState.EXCLUDED;
        }
        return switch (state.facts.phase()) {
            case ABORTING, ABORTED -> TaskState.CANCELLED;
            case PLANNED, APPROVED, RUNNING, SUCCEEDED, FAILED -> TaskState.WAITING;
        };
    }

    private static Instant since(RunState state) {
        return state.facts.planned();
    }

    static HostView host(RunState state, String name) {
        HostState host = state.host(name);
        boolean failed = state.index.stagesOf(name).stream()
                .anyMatch(stage -> state.stages.get(stage).track(name).failed());
        return new HostView(name, host.reachable(), host.excluded(), failed, host.note());
    }
}
