package dev.banksman.controller.run;

import static dev.banksman.controller.run.TaskState.AWAITING_DECISION;
import static dev.banksman.controller.run.TaskState.CANCELLED;
import static dev.banksman.controller.run.TaskState.CANCELLING;
import static dev.banksman.controller.run.TaskState.DISPATCHED;
import static dev.banksman.controller.run.TaskState.EXCLUDED;
import static dev.banksman.controller.run.TaskState.FAILED;
import static dev.banksman.controller.run.TaskState.READY;
import static dev.banksman.controller.run.TaskState.RUNNING;
import static dev.banksman.controller.run.TaskState.SKIPPED;
import static dev.banksman.controller.run.TaskState.SUCCEEDED;
import static dev.banksman.controller.run.TaskState.TIMED_OUT;
import static dev.banksman.controller.run.TaskState.UNKNOWN;
import static dev.banksman.controller.run.TaskState.WAITING;

import dev.banksman.controller.run.Moves.Move;
import java.util.List;

/** Legal moves of a task. */
final class TaskMoves {
    private TaskMoves() {}

    private static final String LATE = "a result comes late";
    private static final String LATE_OR_ABORT = "a result comes late; or abort after a failure";

    static final Moves<TaskState> TABLE = Moves.of(
            "task",
            TaskState.class,
            List.of(
                    new Move<>(WAITING, READY, "its host entered the stage, or the step before is through"),
                    new Move<>(WAITING, SKIPPED, "does not apply to its host"),
                    new Move<>(WAITING, EXCLUDED, "its host is excluded"),
                    new Move<>(WAITING, CANCELLED, "abort"),
                    new Move<>(READY, DISPATCHED, "an attempt is sent"),
                    new Move<>(READY, RUNNING, "an attempt given up is found running"),
                    new Move<>(READY, AWAITING_DECISION, "a gate, an interlock, or it cannot be started"),
                    new Move<>(READY, SKIPPED, "its condition does not hold"),
                    new Move<>(READY, EXCLUDED, "its host is excluded"),
                    new Move<>(READY, CANCELLED, "abort"),
                    new Move<>(READY, UNKNOWN, "abort; its end is not known"),
                    new Move<>(READY, SUCCEEDED, LATE),
                    new Move<>(READY, FAILED, LATE_OR_ABORT),
                    new Move<>(READY, TIMED_OUT, LATE_OR_ABORT),
                    new Move<>(DISPATCHED, RUNNING, "the body has begun"),
                    new Move<>(DISPATCHED, SUCCEEDED, "ended well"),
                    new Move<>(DISPATCHED, FAILED, "ended badly"),
                    new Move<>(DISPATCHED, TIMED_OUT, "its time was up"),
                    new Move<>(DISPATCHED, UNKNOWN, "its end cannot be known"),
                    new Move<>(DISPATCHED, READY, "never started, refused, or probed and not done"),
                    new Move<>(DISPATCHED, CANCELLING, "abort, or its host is excluded"),
                    new Move<>(SUCCEEDED, READY, "the run is taken back to its restore point"),
                    new Move<>(SUCCEEDED, WAITING, "the run is taken back, and its host has yet to enter again"),
                    new Move<>(SUCCEEDED, EXCLUDED, "the run is taken back while its host is excluded"),
                    new Move<>(RUNNING, SUCCEEDED, "ended well"),
                    new Move<>(RUNNING, FAILED, "ended badly"),
                    new Move<>(RUNNING, TIMED_OUT, "its time was up"),
                    new Move<>(RUNNING, UNKNOWN, "its end cannot be known"),
                    new Move<>(RUNNING, READY, "probed and not done, or the remedy is done"),
                    new Move<>(RUNNING, CANCELLING, "abort, or its host is excluded"),
                    new Move<>(AWAITING_DECISION, READY, "retry, probe, remedy, undo; or the interlock is met"),
                    new Move<>(AWAITING_DECISION, SUCCEEDED, "approved, marked done; or a result comes late"),
                    new Move<>(AWAITING_DECISION, SKIPPED, "skip"),
                    new Move<>(AWAITING_DECISION, EXCLUDED, "its host is excluded"),
                    new Move<>(AWAITING_DECISION, CANCELLED, "abort"),
                    new Move<>(AWAITING_DECISION, UNKNOWN, "abort, or late word; its end is not known"),
                    new Move<>(AWAITING_DECISION, DISPATCHED, "an attempt given up is found with its agent"),
                    new Move<>(AWAITING_DECISION, RUNNING, "an attempt given up is found running"),
                    new Move<>(AWAITING_DECISION, FAILED, LATE_OR_ABORT),
                    new Move<>(AWAITING_DECISION, TIMED_OUT, LATE_OR_ABORT),
                    new Move<>(FAILED, READY, "retry"),
                    new Move<>(FAILED, AWAITING_DECISION, "on-failure: hold"),
                    new Move<>(FAILED, SUCCEEDED, "marked done"),
                    new Move<>(FAILED, SKIPPED, "skip"),
                    new Move<>(FAILED, EXCLUDED, "its host is excluded"),
                    new Move<>(TIMED_OUT, READY, "retry"),
                    new Move<>(TIMED_OUT, AWAITING_DECISION, "on-failure: hold"),
                    new Move<>(TIMED_OUT, SUCCEEDED, "marked done"),
                    new Move<>(TIMED_OUT, SKIPPED, "skip"),
                    new Move<>(TIMED_OUT, EXCLUDED, "its host is excluded"),
                    new Move<>(UNKNOWN, READY, "it can be asked or repeated"),
                    new Move<>(UNKNOWN, AWAITING_DECISION, "it can be neither asked nor repeated"),
                    new Move<>(CANCELLING, CANCELLED, "nothing of it runs any more"),
                    new Move<>(CANCELLING, EXCLUDED, "nothing of it runs any more, its host is excluded"),
                    new Move<>(CANCELLING, SUCCEEDED, "it had ended well before"),
                    new Move<>(CANCELLING, FAILED, "it had ended badly before"),
                    new Move<>(CANCELLING, TIMED_OUT, "its time was up before"),
                    new Move<>(CANCELLING, UNKNOWN, "its end cannot be known"),
                    new Move<>(EXCLUDED, WAITING, "its host is included again")));
}
