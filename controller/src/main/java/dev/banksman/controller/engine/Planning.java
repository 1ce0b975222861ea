package dev.banksman.controller.engine;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.PlanActions;
import java.util.List;
import java.util.Map;

/** Makes plans from documents: the engine's way to the planner. Pure; safe for many threads. */
public interface Planning {

    Planned plan(Plan.PlanSources sources, Map<String, String> parameters);

    /** A plan, or what is wrong with the documents. */
    sealed interface Planned {

        record Made(Plan plan, PlanActions actions) implements Planned {}

        /** All problems at once, each a line for its author. */
        record Refused(List<String> problems) implements Planned {}
    }
}
