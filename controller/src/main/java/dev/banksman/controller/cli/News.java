package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.TaskState;
import dev.banksman.proto.operator.v1.WatchRunReply;
import java.util.Set;

/**
 * Which events of a run a person wants to read of: what began and how it ended, what people decided, what went wrong. How
 * messages travelled is left to those who ask for everything. Remembers what it has seen; for one thread.
 */
final class News {

    /** Steps on the way to others that are told. An event that this version does not know is told. */
    private static final Set<String> INSIDE = Set.of(
            "TermTaken",
            "HostEntered",
            "AttemptDispatched",
            "AttemptAccepted",
            "OutputsKnown",
            "TimerSet",
            "TimerExpired");

    private boolean awaySeen;

    boolean worthALine(WatchRunReply update) {
        return switch (update.getEvent()) {
            // At its beginning a run hears of every host; later it is good news.
            case "HostReached" -> awaySeen;
            case "HostUnreachable" -> {
                awaySeen = true;
                yield true;
            }
            // A check is told with its result.
            case "AttemptStarted" -> !update.getTask().getCheck();
            case "TaskMoved" -> !onTheWay(update.getTask().getState());
            default -> !INSIDE.contains(update.getEvent());
        };
    }

    private static boolean onTheWay(TaskState state) {
        return switch (state) {
            case TASK_STATE_WAITING, TASK_STATE_READY, TASK_STATE_DISPATCHED, TASK_STATE_RUNNING -> true;
            case TASK_STATE_UNSPECIFIED,
                    TASK_STATE_AWAITING_DECISION,
                    TASK_STATE_CANCELLING,
                    TASK_STATE_SUCCEEDED,
                    TASK_STATE_FAILED,
                    TASK_STATE_TIMED_OUT,
                    TASK_STATE_UNKNOWN,
                    TASK_STATE_SKIPPED,
                    TASK_STATE_EXCLUDED,
                    TASK_STATE_CANCELLED,
                    UNRECOGNIZED -> false;
        };
    }
}
