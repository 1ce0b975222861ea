package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.Action;

/** One action: how its message becomes work on this host. One class per action; stateless. */
public interface ActionKind {

    /** Which of the message's kinds this class serves. */
    Action.KindCase kind();

    /**
     * Turns the message into work.
     *
     * @throws InvalidActionException when the message makes no sense on this host; the dispatch is refused with the
     *     sentence, and nothing starts
     */
    Work prepare(Action action) throws InvalidActionException;
}
