package dev.banksman.agent.action;

import java.util.Optional;

/** What an action may use to tell how it would fare. For one thread. */
public interface Outlook {

    /** No step before it changes anything on this host: what the action needs must be there by now. */
    boolean first();

    /** The secret of that name from the host's own store, or empty when there is none. */
    Optional<char[]> secret(String name);

    /**
     * Looks, unless the same was looked at a short while ago: a login that fails, asked for by a hundred steps, must not
     * lock an account.
     *
     * @param same equal for looks that must come to the same
     */
    Foresight once(Object same, Look look) throws InterruptedException;

    @FunctionalInterface
    interface Look {
        Foresight take() throws InterruptedException;
    }
}
