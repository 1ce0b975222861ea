package dev.banksman.agent.journal;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Where a command stands on its agent. The table of moves below is the only one; a move outside it is a fault. */
public enum CommandState {
    /** Durable on this host; nothing has been started. */
    ACCEPTED,
    /** Handed to the launcher; whether the body has begun is not proven yet. */
    STARTING,
    /** The body was seen to have begun. */
    RUNNING,
    /** Cancelled or out of time; the tree is being ended and is not gone yet. */
    ENDING,
    /** Over; the result is durable here and the controller has not acknowledged it. */
    ENDED,
    /** The controller has the result; kept for a while for late questions. */
    ACKNOWLEDGED;

    private static final Map<CommandState, Set<CommandState>> MOVES = new EnumMap<>(Map.of(
            ACCEPTED, EnumSet.of(STARTING, ENDED),
            STARTING, EnumSet.of(RUNNING, ENDING, ENDED),
            RUNNING, EnumSet.of(ENDING, ENDED),
            ENDING, EnumSet.of(ENDED),
            ENDED, EnumSet.of(ACKNOWLEDGED),
            ACKNOWLEDGED, EnumSet.noneOf(CommandState.class)));

    /** A move of one command, for logs and for the test that wants to see every one taken. */
    public record Move(CommandState from, CommandState to) {}

    /** The states that may follow this one. */
    public Set<CommandState> next() {
        return Set.copyOf(MOVES.getOrDefault(this, Set.of()));
    }

    /**
     * The move to another state.
     *
     * @throws IllegalStateException if the table has no such move
     */
    public Move to(CommandState next) {
        if (!next().contains(next)) {
            throw new IllegalStateException("A command cannot go from " + this + " to " + next + ".");
        }
        return new Move(this, next);
    }

    /** Whether something of the command may still run. */
    public boolean isLive() {
        return this != ENDED && this != ACKNOWLEDGED;
    }
}
