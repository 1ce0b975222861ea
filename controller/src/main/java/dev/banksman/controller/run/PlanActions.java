package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.Outputs;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Plan.Resolved;
import java.util.Optional;

/**
 * What the core asks of the plan while a run goes on: everything that needs the runbook's expressions. Pure: the same
 * question has the same answer for ever, for the core asks again after a restart. Never throws for what a runbook's
 * author or an earlier step did wrong; that is a reason in the answer.
 */
public interface PlanActions {

    /**
     * The message that an attempt carries.
     *
     * @param remedy named for {@link Purpose#REMEDY} and for nothing else
     * @param host where it is to run: the task's host, but for some remedies
     */
    Resolved resolve(
            PlannedStage stage,
            PlannedStep step,
            String host,
            Purpose purpose,
            Optional<String> remedy,
            Outputs outputs);

    /** Whether the step's {@link PlannedStep#condition} holds on a host. Asked only where there is one. */
    Applies condition(PlannedStage stage, PlannedStep step, String host, Outputs outputs);

    /** A title, or the default of a piece of evidence, for a host; what cannot be filled in stays as it is written. */
    String text(String written, String host, Outputs outputs);

    /** Answer to a condition. */
    sealed interface Applies {
        record Yes() implements Applies {}

        /** The reason is shown with the skipped task. */
        record No(String reason) implements Applies {}

        /** It cannot be decided, such as an output that no step gave. */
        record Problem(String reason) implements Applies {}
    }
}
