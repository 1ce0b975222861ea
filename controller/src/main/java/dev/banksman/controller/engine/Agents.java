package dev.banksman.controller.engine;

import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.Dispatch;
import java.util.Set;

/**
 * The engine's way to the agents; the host is the one named in the attempt's id.
 *
 * <p>Every call returns at once and never throws for a host that is away: the message is then lost, and so it may be
 * after it was handed over. Whoever needs an answer sends again when the host says hello
 * ({@link AgentEvents#connected}). All messages are idempotent, so sending twice is harmless. Safe for use by many
 * threads; messages to one host keep the order in which one thread sent them.
 */
public interface Agents {

    /**
     * Asks the host to start an attempt. Only after the attempt is durable in the journal.
     *
     * @param link the one whose hello the run has taken in; if another is live by now, the message is lost. Its agent has
     *     greeted without knowing of the attempt, and what the run makes of that hello must not be overtaken
     */
    void dispatch(Dispatch dispatch, long link);

    /** Asks the host to end an attempt. */
    void cancel(Cancel cancel);

    /** Tells the host that the end of this attempt is durable and need not be reported again. */
    void acknowledge(AttemptId id);

    /** Asks the host for its latest report of an attempt; the answer comes through {@link AgentEvents#reported}. */
    void inquire(AttemptId id);

    /** The hosts that have a live, greeted link at this moment. A snapshot. */
    Set<String> connected();
}
