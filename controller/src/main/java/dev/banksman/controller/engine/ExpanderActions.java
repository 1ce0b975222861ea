package dev.banksman.controller.engine;

import dev.banksman.controller.plan.Plan.Outputs;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Plan.Resolved;
import dev.banksman.controller.plan.PlanExpander;
import dev.banksman.controller.run.PlanActions;
import java.util.Optional;

/** Answers the core's questions about a plan with the plan's expander. */
record ExpanderActions(PlanExpander expander, String run) implements PlanActions {

    @Override
    public Resolved resolve(
            PlannedStage stage,
            PlannedStep step,
            String host,
            Purpose purpose,
            Optional<String> remedy,
            Outputs outputs) {
        return remedy.map(name -> expander.remedy(name, host, run))
                .orElseGet(() -> expander.action(stage.index(), step.index(), host, purpose, outputs, run));
    }

    @Override
    public Applies condition(PlannedStage stage, PlannedStep step, String host, Outputs outputs) {
        return switch (expander.condition(stage.index(), step.index(), host, outputs, run)) {
            case PlanExpander.Decided.Applies applies -> new Applies.Yes();
            case PlanExpander.Decided.LeftOut leftOut ->
                new Applies.No(step.condition()
                        .map(c -> "its condition does not hold: " + c.expression())
                        .orElse("left out"));
            case PlanExpander.Decided.Impossible(var reason) -> new Applies.Problem(reason);
        };
    }

    @Override
    public String text(String written, String host, Outputs outputs) {
        return expander.text(written, host, outputs, run);
    }
}
