package dev.banksman.controller.run;

import java.util.List;

/** What the core says to an input: what happened because of it, or why it is turned away. */
public sealed interface Ruling {

    /** The events to be stored, in order; none when the input changes nothing (a repetition, say). */
    record Accepted(List<RunEvent> events) implements Ruling {}

    /** Nothing changes. The reason is a sentence for the person or machine that sent the input. */
    record Rejected(String reason) implements Ruling {}
}
