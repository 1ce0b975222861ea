package dev.banksman.controller.journal;

import dev.banksman.controller.run.RunPhase;
import java.time.Instant;
import java.util.Optional;

/** Where a run stands, for the index of runs; the run's state proper is the fold of its events. */
public record RunStatus(RunPhase phase, boolean held, boolean paused, Optional<Instant> ended) {

    public static final RunStatus PLANNED = new RunStatus(RunPhase.PLANNED, false, false, Optional.empty());

    /** True when nothing will ever happen in the run again. */
    public boolean over() {
        return switch (phase) {
            case PLANNED, APPROVED, RUNNING, ABORTING -> false;
            case SUCCEEDED, FAILED, ABORTED -> true;
        };
    }
}
