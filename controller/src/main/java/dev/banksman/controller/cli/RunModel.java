package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.Forecast;
import dev.banksman.proto.operator.v1.GetRunReply;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.StageSummary;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import dev.banksman.proto.operator.v1.WatchRunReply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a client has heard of one run so far. For one thread. */
final class RunModel {

    private final List<StageSummary> stages;
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final long known;
    private Run run;
    private long position;
    private Optional<Forecast> forecast = Optional.empty();

    RunModel(GetRunReply reply) {
        this.run = reply.getRun();
        this.stages = List.copyOf(reply.getStagesList());
        this.known = reply.getRun().getPosition();
    }

    /** Whether what was heard is as new as the run was when this began. */
    boolean caughtUp() {
        return position >= known;
    }

    /** Takes one update in; one that is older than what is known changes nothing. */
    void take(WatchRunReply update) {
        if (update.getPosition() <= position) {
            return;
        }
        position = update.getPosition();
        if (update.hasRun()) {
            run = update.getRun();
        }
        if (update.hasTask()) {
            tasks.put(name(update.getTask()), update.getTask());
        }
    }

    /** A task that was left out in passing; what the events say of it counts more. */
    void leftOut(Task task) {
        tasks.putIfAbsent(name(task), task);
    }

    void forecast(Forecast newest) {
        forecast = Optional.of(newest);
    }

    /** Empty where none is known, and for a run that is over. */
    Optional<Forecast> forecast() {
        return over(run) ? Optional.empty() : forecast;
    }

    Run run() {
        return run;
    }

    long position() {
        return position;
    }

    List<StageSummary> stages() {
        return stages;
    }

    Optional<Task> task(String stage, String step, String host) {
        return Optional.ofNullable(tasks.get(stage + "." + step + "@" + host));
    }

    Collection<Task> tasks() {
        return tasks.values();
    }

    /** Tasks that wait for a person, in the order in which they began to. */
    List<Task> waiting() {
        var waiting = new ArrayList<Task>();
        for (var task : tasks.values()) {
            if (task.getState() == TaskState.TASK_STATE_AWAITING_DECISION) {
                waiting.add(task);
            }
        }
        waiting.sort(
                (a, b) -> Long.compare(a.getSince().getSeconds(), b.getSince().getSeconds()));
        return waiting;
    }

    static String name(Task task) {
        return task.getStage() + "." + task.getStep() + "@" + task.getHost();
    }

    /** The run is over; nothing follows. */
    static boolean over(Run run) {
        return switch (run.getPhase()) {
            case RUN_PHASE_SUCCEEDED, RUN_PHASE_FAILED, RUN_PHASE_ABORTED -> true;
            case RUN_PHASE_PLANNED,
                    RUN_PHASE_APPROVED,
                    RUN_PHASE_RUNNING,
                    RUN_PHASE_ABORTING,
                    RUN_PHASE_UNSPECIFIED,
                    UNRECOGNIZED -> false;
        };
    }
}
