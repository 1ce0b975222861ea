package dev.banksman.controller.engine;

import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunView;
import java.util.List;

/** Told of everything that becomes durable, for measuring. Called from the loops: must be quick and must not fail. */
public interface RunWatch {

    RunWatch NONE = (view, events) -> {};

    /** @param view of the run, after these events */
    void appended(RunView view, List<RunEvent> events);

    /**
     * Another controller owns the journal: this engine takes nothing in any more, for ever. Its process should end, so
     * that agents and people find the other one.
     *
     * @param why a sentence for people
     */
    default void fenced(String why) {}
}
