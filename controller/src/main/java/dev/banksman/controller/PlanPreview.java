package dev.banksman.controller;

import dev.banksman.controller.operator.Backend;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.PlanJson;
import dev.banksman.controller.plan.PlanPicture;
import dev.banksman.controller.plan.PlanText;
import dev.banksman.controller.runbook.Problem;
import java.util.List;

/** A plan in the forms in which people and programs read it. */
final class PlanPreview {

    private PlanPreview() {}

    static Backend.Preview of(Plan plan, List<Problem> warnings) {
        return new Backend.Preview.Ready(
                plan, PlanText.of(plan, warnings), PlanJson.of(plan), PlanPicture.of(plan), warnings);
    }
}
