package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.StageSummary;
import dev.banksman.proto.operator.v1.StepSummary;
import dev.banksman.proto.operator.v1.Task;
import org.jspecify.annotations.Nullable;

/** How far one host is inside a stage, and the task that says most about it. */
record HostProgress(
        Kind kind, int done, int steps, @Nullable Task current) {

    enum Kind {
        DONE,
        ACTIVE,
        WAITS,
        BAD,
        LATER
    }

    static HostProgress of(RunModel model, StageSummary stage, String host) {
        var done = 0;
        var unheard = 0;
        Task current = null;
        var kind = Kind.LATER;
        for (StepSummary step : stage.getStepsList()) {
            var task = model.task(stage.getStage(), step.getStep(), host).orElse(null);
            if (task == null) {
                unheard++;
                continue;
            }
            // Steps follow one another: one that was not heard of before this one was left out.
            done += unheard;
            unheard = 0;
            var found = kind(task);
            if (found == Kind.DONE) {
                done++;
            } else if (found != Kind.LATER && (current == null || found == Kind.BAD)) {
                current = task;
                kind = found;
            }
        }
        if (done == stage.getStepsCount()) {
            kind = Kind.DONE;
        } else if (kind == Kind.LATER && done > 0) {
            kind = Kind.ACTIVE;
        }
        return new HostProgress(kind, done, stage.getStepsCount(), current);
    }

    private static Kind kind(Task task) {
        return switch (task.getState()) {
            case TASK_STATE_SUCCEEDED, TASK_STATE_SKIPPED, TASK_STATE_EXCLUDED -> Kind.DONE;
            case TASK_STATE_DISPATCHED, TASK_STATE_RUNNING, TASK_STATE_CANCELLING -> Kind.ACTIVE;
            case TASK_STATE_AWAITING_DECISION -> task.getGate() ? Kind.WAITS : Kind.BAD;
            case TASK_STATE_FAILED, TASK_STATE_TIMED_OUT, TASK_STATE_UNKNOWN, TASK_STATE_CANCELLED -> Kind.BAD;
            // Between two attempts it pauses; before the first it only queues.
            case TASK_STATE_READY -> task.getAttemptsCount() > 0 ? Kind.ACTIVE : Kind.LATER;
            case TASK_STATE_WAITING, TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> Kind.LATER;
        };
    }

    /** Worth a row of its own. */
    boolean busy() {
        return kind == Kind.ACTIVE || kind == Kind.WAITS || kind == Kind.BAD;
    }
}
