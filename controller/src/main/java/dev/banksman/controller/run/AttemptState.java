package dev.banksman.controller.run;

/** Where an attempt stands. Legal moves are in {@link AttemptMoves}. */
enum AttemptState {
    /** In the journal, perhaps on its way; the agent has not said that it has it. */
    DISPATCHED,
    /** The agent has recorded it. */
    ACCEPTED,
    /** Its body has begun. */
    RUNNING,
    /** No word for too long from a host that cannot be reached: taken as unknown until the host says more. */
    GIVEN_UP,
    ENDED,
    REFUSED
}
