package dev.banksman.controller.run;

/** Where a run stands. Held and paused are flags beside it. */
public enum RunPhase {
    PLANNED,
    APPROVED,
    RUNNING,
    ABORTING,
    SUCCEEDED,
    FAILED,
    ABORTED
}
