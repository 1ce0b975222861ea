package dev.banksman.controller.engine;

import dev.banksman.controller.runbook.Problem;
import java.util.List;

/** What became of a {@link StartRequest}. */
public sealed interface StartAnswer {

    /** Its start is durable; it goes on by itself. */
    record Started(String run, String planHash) implements StartAnswer {}

    /** The documents give no plan. Nothing was recorded and nothing will happen. */
    record Invalid(List<Problem> problems) implements StartAnswer {}

    /** Things are not as they would have to be. Nothing was recorded and nothing will happen. */
    record Refused(String reason) implements StartAnswer {}
}
