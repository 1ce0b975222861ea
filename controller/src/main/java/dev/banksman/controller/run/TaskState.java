package dev.banksman.controller.run;

/** Where a task stands. Legal moves are a table of their own. */
public enum TaskState {
    WAITING,
    READY,
    DISPATCHED,
    RUNNING,
    AWAITING_DECISION,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    UNKNOWN,
    SKIPPED,
    EXCLUDED,
    CANCELLED
}
