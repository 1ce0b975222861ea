package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.AttemptReport.Verdict;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.runbook.Runbook.Severity;

/**
 * Where a task stands after an attempt of it has ended, by what the attempt was for. What follows from that (retry,
 * person, next step) is decided, and is an event of its own.
 */
record Settlement(TaskState state, String reason, Intent next) {

    static Settlement of(RunEdit edit, Place place, Task task, Attempt attempt, AttemptResult result) {
        Intent usual = Intent.usual(place.step(), place.host(), task.restoring(), task.restartDue());
        if (attempt.cancelling()) {
            String what = attempt.purpose() == Purpose.REBOOT ? "done; the restart of its host: " : "";
            return new Settlement(
                    cancelled(edit, place, attempt, result.outcome()), what + Texts.result(result), usual);
        }
        if (result.outcome() == Outcome.NEVER_STARTED) {
            return new Settlement(TaskState.READY, Texts.result(result), task.intent());
        }
        boolean good = result.outcome() == Outcome.SUCCEEDED;
        return switch (attempt.purpose()) {
            case EXECUTE -> executed(place, attempt, result, usual);
            case PROBE -> {
                if (good) {
                    yield new Settlement(TaskState.SUCCEEDED, "already done: " + Texts.result(result), usual);
                }
                yield result.outcome() == Outcome.FAILED && !attempt.asked()
                        ? new Settlement(
                                TaskState.READY,
                                "not done yet: " + Texts.result(result),
                                Intent.of(Purpose.EXECUTE, place.host()))
                        : new Settlement(bad(result.outcome()), "probe: " + Texts.result(result), usual);
            }
            case REBOOT ->
                good
                        ? new Settlement(
                                TaskState.SUCCEEDED, "done, and its host is back: " + Texts.result(result), usual)
                        : new Settlement(
                                bad(result.outcome()), "done; the restart of its host: " + Texts.result(result), usual);
            case REMEDY ->
                good
                        ? new Settlement(TaskState.READY, "after the remedy", usual)
                        : new Settlement(bad(result.outcome()), "remedy: " + Texts.result(result), usual);
            case RESTORE ->
                good
                        ? new Settlement(TaskState.SUCCEEDED, "restored: " + Texts.result(result), usual)
                        : new Settlement(bad(result.outcome()), "restore: " + Texts.result(result), usual);
            case UNDO ->
                good
                        ? new Settlement(TaskState.FAILED, "taken back: " + Texts.result(result), usual)
                        : new Settlement(bad(result.outcome()), "undo: " + Texts.result(result), usual);
        };
    }

    private static Settlement executed(Place place, Attempt attempt, AttemptResult result, Intent usual) {
        boolean warned =
                place.step().check() && place.step().severity() == Severity.WARN && result.outcome() == Outcome.FAILED;
        if (warned) {
            return new Settlement(TaskState.SUCCEEDED, "warning: " + Texts.result(result), usual);
        }
        if (result.outcome() == Outcome.SUCCEEDED) {
            if (result.rebootRequired() && place.step().rebootIfRequired()) {
                return new Settlement(
                        TaskState.READY,
                        "done; its host is to be restarted: " + Texts.result(result),
                        Intent.reboot(place.host(), attempt.boot()));
            }
            boolean warns = result.observation()
                    .filter(o -> o.verdict() == Verdict.WARN)
                    .isPresent();
            String restart = result.rebootRequired() ? "; the host must be restarted" : "";
            return new Settlement(
                    TaskState.SUCCEEDED, (warns ? "warning: " : "") + Texts.result(result) + restart, usual);
        }
        return new Settlement(bad(result.outcome()), Texts.result(result), usual);
    }

    private static TaskState bad(Outcome outcome) {
        return switch (outcome) {
            case FAILED, CANCELLED -> TaskState.FAILED;
            case TIMED_OUT -> TaskState.TIMED_OUT;
            case UNKNOWN -> TaskState.UNKNOWN;
            case SUCCEEDED, NEVER_STARTED -> throw new IllegalStateException(outcome + " is no failure");
        };
    }

    private static TaskState cancelled(RunEdit edit, Place place, Attempt attempt, Outcome outcome) {
        boolean done = outcome == Outcome.SUCCEEDED
                && (attempt.purpose() == Purpose.EXECUTE
                        || attempt.purpose() == Purpose.PROBE
                        || attempt.purpose() == Purpose.REBOOT
                        || attempt.purpose() == Purpose.RESTORE);
        if (done) {
            return TaskState.SUCCEEDED;
        }
        if (edit.host(place.host()).excluded()) {
            return TaskState.EXCLUDED;
        }
        if (edit.running()) {
            // The host of a remedy was excluded, not the task's own: the task is as it was before the remedy.
            return TaskState.FAILED;
        }
        return switch (outcome) {
            case SUCCEEDED, CANCELLED, NEVER_STARTED -> TaskState.CANCELLED;
            case FAILED -> attempt.purpose() == Purpose.EXECUTE ? TaskState.FAILED : TaskState.CANCELLED;
            case TIMED_OUT -> TaskState.TIMED_OUT;
            case UNKNOWN -> TaskState.UNKNOWN;
        };
    }
}
