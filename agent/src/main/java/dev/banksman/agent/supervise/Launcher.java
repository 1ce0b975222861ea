package dev.banksman.agent.supervise;

import dev.banksman.agent.journal.AttemptKey;
import java.io.IOException;
import java.util.Optional;

/**
 * Starts commands so that they outlive the agent, and says what can be proven about them, whichever agent process
 * started them. Between start and end of a command stands one claim, taken once: by the shim that will start the body,
 * or for nobody. So an attempt begins at most once, and that it never began can be proven.
 *
 * <p>One thread at a time; no call waits for a command. After a crash of the agent everything said by {@link #look} is
 * said again by the next one's.
 */
public interface Launcher {

    /** Why commands cannot be launched on this host at all, as a sentence; empty when they can. */
    Optional<String> unsupported();

    /**
     * Starts a shim for the attempt. Returning means only that it was started; {@link #look} tells the rest.
     *
     * @throws IOException if no shim was started, or if what it needs could not be made durable
     */
    void launch(AttemptKey key, Launch launch) throws IOException;

    /** Looks at the command. Reads only. */
    Sighting look(AttemptKey key) throws IOException;

    /**
     * Claims the attempt for nobody, durably, unless it is claimed already. Either way the answer is what {@link #look}
     * says afterwards.
     */
    Sighting forbid(AttemptKey key) throws IOException;

    /**
     * Asks every process of the command's tree to end, or ends it by force. What was started meanwhile is found by the
     * next call; callers call again until it answers 0.
     *
     * @return how many processes of the tree were there
     */
    int end(AttemptKey key, boolean byForce) throws IOException;
}
