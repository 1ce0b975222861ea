package dev.banksman.controller.run;

import java.util.ArrayList;
import java.util.Collections;

/**
 * An event that cannot follow what happened before. A fault, not a rejection: the run is set aside until a person has
 * looked at it. The message holds the newest events before it.
 */
public final class IllegalEventException extends RuntimeException {
    private static final long serialVersionUID = 1;

    IllegalEventException(RunState state, RunEvent event, RuntimeException cause) {
        super(message(state, event, cause), cause);
    }

    private static String message(RunState state, RunEvent event, RuntimeException cause) {
        var text = new StringBuilder("event ")
                .append(state.position() + 1)
                .append(" of run ")
                .append(state.run())
                .append(" cannot follow what happened before: ")
                .append(cause.getMessage())
                .append("\n  event: ")
                .append(event);
        var newest = new ArrayList<>(state.history);
        Collections.reverse(newest);
        long position = state.position() - newest.size();
        for (RunEvent before : newest) {
            text.append("\n  ").append(++position).append(": ").append(before);
        }
        return text.toString();
    }
}
