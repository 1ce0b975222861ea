package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.Plan.Outputs;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Plan.Resolved;
import dev.banksman.controller.run.PlanActions;
import dev.banksman.proto.agent.v1.Action;
import java.util.Optional;

/**
 * A plan's answers where nothing is really done: messages are empty, and what a condition asks of steps that were never
 * done is taken to hold, so that a forecast is rather too long than too short.
 */
record LenientActions(PlanActions actions) implements PlanActions {

    private static final Resolved NOTHING = new Resolved.Ready(Action.getDefaultInstance());

    @Override
    public Resolved resolve(
            PlannedStage stage,
            PlannedStep step,
            String host,
            Purpose purpose,
            Optional<String> remedy,
            Outputs outputs) {
        return NOTHING;
    }

    @Override
    public Applies condition(PlannedStage stage, PlannedStep step, String host, Outputs outputs) {
        return switch (actions.condition(stage, step, host, outputs)) {
            case Applies.Yes yes -> yes;
            case Applies.No no -> no;
            case Applies.Problem problem -> new Applies.Yes();
        };
    }

    @Override
    public String text(String written, String host, Outputs outputs) {
        return actions.text(written, host, outputs);
    }
}
