package dev.banksman.controller.engine;

import com.google.protobuf.ByteString;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.run.PlanActions;
import java.util.Map;

/** Makes plans from documents: the engine's way to the planner. Pure; safe for many threads. */
public interface Planning {

    /** What a plan is made from, byte for byte. The file names are the user's, for messages. */
    record Documents(
            String runbookFile,
            ByteString runbook,
            String inventoryFile,
            ByteString inventory,
            Map<String, String> parameters) {}

    /** The plan, or everything that stands in its way. */
    Planned plan(Documents documents);

    /** What the core asks of a plan while a run of it goes on. */
    PlanActions actions(Plan plan, String run);
}
