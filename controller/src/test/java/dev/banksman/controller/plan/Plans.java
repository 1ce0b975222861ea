package dev.banksman.controller.plan;

import dev.banksman.controller.plan.Plan.PlanSources;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.TestDocuments;
import java.util.List;
import java.util.Map;

/** Plans for tests. */
public final class Plans {
    private Plans() {}

    /** The test runbook for a scale-out upgrade, over five hosts. */
    public static Plan scaleOut(Map<String, String> parameters) {
        return ready(TestDocuments.text("scale-out.yaml"), TestDocuments.text("scale-out-inventory.yaml"), parameters);
    }

    /** A plan that must come about. */
    public static Plan ready(String runbook, String inventory, Map<String, String> parameters) {
        return switch (plan(runbook, inventory, parameters)) {
            case Planned.Ready(var plan, var warnings) -> plan;
            case Planned.Refused(var problems) ->
                throw new AssertionError("Expected a plan, found:\n" + TestDocuments.lines(problems));
        };
    }

    /** Why a plan must not come about. */
    public static List<Problem> refused(String runbook, String inventory, Map<String, String> parameters) {
        return switch (plan(runbook, inventory, parameters)) {
            case Planned.Ready ready -> throw new AssertionError("Expected a refusal, found a plan");
            case Planned.Refused(var problems) -> problems;
        };
    }

    public static Planned plan(String runbook, String inventory, Map<String, String> parameters) {
        return Planner.plan(
                TestDocuments.runbook(runbook),
                TestDocuments.inventory(inventory),
                parameters,
                new PlanSources("runbook.yaml", runbook, "inventory.yaml", inventory));
    }
}
