package dev.banksman.controller.run;

import static dev.banksman.controller.run.RunPhase.ABORTED;
import static dev.banksman.controller.run.RunPhase.ABORTING;
import static dev.banksman.controller.run.RunPhase.FAILED;
import static dev.banksman.controller.run.RunPhase.PLANNED;
import static dev.banksman.controller.run.RunPhase.RUNNING;
import static dev.banksman.controller.run.RunPhase.SUCCEEDED;

import dev.banksman.controller.run.Moves.Move;
import java.util.List;

/** Legal moves of a run. */
final class RunMoves {
    private RunMoves() {}

    static final Moves<RunPhase> TABLE = Moves.of(
            "run",
            RunPhase.class,
            List.of(
                    new Move<>(PLANNED, RUNNING, "start"),
                    new Move<>(PLANNED, ABORTING, "abort"),
                    new Move<>(RUNNING, SUCCEEDED, "every stage is through and nothing failed"),
                    new Move<>(RUNNING, FAILED, "something failed and nothing can go on"),
                    new Move<>(RUNNING, ABORTING, "abort"),
                    new Move<>(ABORTING, ABORTED, "nothing runs any more")));
}
