package dev.banksman.controller.engine;

import dev.banksman.controller.run.Effect;

/** What a turn leaves behind to be done, in order. */
sealed interface Deed {

    /** Something that the run asks for. */
    record Do(Effect effect) implements Deed {}

    /**
     * The run has taken in the hello of this link. What it asks of the host from here on takes that hello into account,
     * and may go over that link; what it asked for before may not.
     */
    record Heard(String host, long link) implements Deed {}
}
