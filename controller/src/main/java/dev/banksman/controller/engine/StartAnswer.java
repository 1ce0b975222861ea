package dev.banksman.controller.engine;

import java.util.List;

/** What became of a {@link StartRequest}. */
public sealed interface StartAnswer {

    /** Its start is durable; it goes on by itself. */
    record Started(String run, String planHash) implements StartAnswer {}

    /** Nothing was recorded and nothing will happen. All reasons, each a sentence for the person who asked. */
    record Refused(List<String> problems) implements StartAnswer {}
}
