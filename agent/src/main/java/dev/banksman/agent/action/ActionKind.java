package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.Action;
import java.nio.file.Path;
import java.util.List;

/** One action: how its message becomes work on this host. One class per action; stateless. */
public interface ActionKind {

    /** Which of the message's kinds this class serves. */
    Action.KindCase kind();

    /**
     * Turns the message into work.
     *
     * @param directory the directory of this attempt, absolute: where {@link Work.Command#files} will be written, where
     *     a command runs that names no directory, and where logs are kept. The same path in every call for an attempt;
     *     it need not exist yet
     * @throws InvalidActionException when the message makes no sense on this host; the dispatch is refused with the
     *     sentence, and nothing starts
     */
    Work prepare(Action action, Path directory) throws InvalidActionException;

    /**
     * What can be told beforehand, by looking alone, about an action that {@link #prepare} takes. Changes nothing. May
     * wait for others, half a minute at most.
     */
    default List<Foresight> foresee(Action action, Outlook outlook) throws InterruptedException {
        return Foresight.NOTHING;
    }
}
