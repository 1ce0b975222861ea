package dev.banksman.controller.engine;

import java.util.Optional;

/** Whether a run's loop takes inputs in, and why not. */
sealed interface LoopCondition {

    record Live() implements LoopCondition {}

    /** The journal cannot be written; the run goes on by itself when it can be. */
    record Resting(String why) implements LoopCondition {}

    /** Somebody must look. */
    record Quarantined(String why) implements LoopCondition {}

    record Closed(String why) implements LoopCondition {}

    /** As a clause for people; empty while all is well. */
    default Optional<String> problem() {
        return switch (this) {
            case Live live -> Optional.empty();
            case Resting(var why) -> Optional.of("it rests until the journal can be written (" + why + ")");
            case Quarantined(var why) -> Optional.of("it is quarantined (" + why + ")");
            case Closed(var why) -> Optional.of(why);
        };
    }
}
