package dev.banksman.deploy.simulation;

import dev.banksman.controller.engine.DocumentPlanning;
import dev.banksman.controller.engine.Planning;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.run.PlanActions;
import java.util.Optional;

/** The real planner, asked once: the documents do not change. */
final class OnePlan implements Planning {

    private final DocumentPlanning planner = new DocumentPlanning();
    private Optional<Planned> planned = Optional.empty();

    @Override
    public Planned plan(Documents documents) {
        if (planned.isEmpty()) {
            planned = Optional.of(planner.plan(documents));
        }
        return planned.get();
    }

    @Override
    public PlanActions actions(Plan plan, String run) {
        return planner.actions(plan, run);
    }
}
