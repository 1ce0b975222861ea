package dev.banksman.controller.run;

import static dev.banksman.controller.run.AttemptState.ACCEPTED;
import static dev.banksman.controller.run.AttemptState.DISPATCHED;
import static dev.banksman.controller.run.AttemptState.ENDED;
import static dev.banksman.controller.run.AttemptState.GIVEN_UP;
import static dev.banksman.controller.run.AttemptState.REFUSED;
import static dev.banksman.controller.run.AttemptState.RUNNING;

import dev.banksman.controller.run.Moves.Move;
import java.util.List;

/** Legal moves of an attempt. */
final class AttemptMoves {
    private AttemptMoves() {}

    static final Moves<AttemptState> TABLE = Moves.of(
            "attempt",
            AttemptState.class,
            List.of(
                    new Move<>(DISPATCHED, ACCEPTED, "the agent has recorded it"),
                    new Move<>(DISPATCHED, RUNNING, "its body has begun"),
                    new Move<>(DISPATCHED, ENDED, "its end came before any other word"),
                    new Move<>(DISPATCHED, REFUSED, "the agent does not take it"),
                    new Move<>(DISPATCHED, GIVEN_UP, "overdue, and the host is unreachable"),
                    new Move<>(ACCEPTED, RUNNING, "its body has begun"),
                    new Move<>(ACCEPTED, ENDED, "it has ended, or the agent no longer knows it"),
                    new Move<>(ACCEPTED, GIVEN_UP, "overdue, and the host is unreachable"),
                    new Move<>(RUNNING, ENDED, "it has ended, or the agent no longer knows it"),
                    new Move<>(RUNNING, GIVEN_UP, "overdue, and the host is unreachable"),
                    new Move<>(GIVEN_UP, ACCEPTED, "the host is back and has it"),
                    new Move<>(GIVEN_UP, RUNNING, "the host is back and runs it"),
                    new Move<>(GIVEN_UP, ENDED, "the host is back and knows its end, or does not know it")));
}
