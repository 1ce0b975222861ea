package dev.banksman.agent.desk;

import dev.banksman.agent.action.InvalidActionException;
import dev.banksman.agent.action.Work;
import dev.banksman.proto.agent.v1.Action;
import java.nio.file.Path;
import java.util.Optional;

/** The actions this host has and allows. Asking has no effect. */
public interface HostActions {

    /** Whether this agent knows the kind of action at all. */
    boolean knows(Action.KindCase kind);

    /** Why this host's own policy forbids the action, as a sentence; empty when it does not. */
    Optional<String> forbidden(Action action);

    /** What the action turns into, see {@link dev.banksman.agent.action.ActionKind#prepare}. */
    Work prepare(Action action, Path directory) throws InvalidActionException;
}
