package dev.banksman.controller.run;

import java.util.List;

/** What the core says to an input: what happened because of it, or why it is turned away. */
public sealed interface Ruling {

    /**
     * The events to be stored, in order; none when the input changes nothing (a repetition, say).
     *
     * @param answers what is owed to the sender of this very input, to be done after the events are durable: the
     *     acknowledgement of an end that is already known, the attempt that an agent says it never got. They follow
     *     from no event and are not derived again: who misses one asks again.
     */
    record Accepted(List<RunEvent> events, List<Effect> answers) implements Ruling {
        public Accepted(List<RunEvent> events) {
            this(events, List.of());
        }
    }

    /** Nothing changes. The reason is a sentence for the person or machine that sent the input. */
    record Rejected(String reason) implements Ruling {}
}
