package dev.banksman.controller.plan;

import dev.banksman.controller.runbook.Problem;
import java.util.List;

/** What planning came to. */
public sealed interface Planned {

    /** Warnings do not stand in the way; they are shown beside the plan. */
    record Ready(Plan plan, List<Problem> warnings) implements Planned {}

    /** At least one problem; those with a place in a document in its order. */
    record Refused(List<Problem> problems) implements Planned {}
}
