package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.runbook.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Says which part of a task's name a plan does not have, and what was probably meant. */
final class UnknownTask {
    private UnknownTask() {}

    static String says(Plan plan, Target target) {
        List<PlannedStage> stages = plan.stages().stream()
                .filter(s -> target.stage().isEmpty()
                        || s.name().equals(target.stage().get()))
                .toList();
        if (stages.isEmpty()) {
            return missing(
                    "stage",
                    target.stage(),
                    plan.stages().stream().map(PlannedStage::name).toList());
        }
        List<String> steps = stages.stream()
                .flatMap(s -> s.steps().stream())
                .map(PlannedStep::name)
                .toList();
        if (target.step().isPresent() && !steps.contains(target.step().get())) {
            return missing("step", target.step(), steps);
        }
        List<String> hosts = stages.stream().flatMap(s -> s.hosts().stream()).toList();
        if (target.host().isPresent() && !hosts.contains(target.host().get())) {
            return missing("host", target.host(), hosts);
        }
        return "no such task awaits a decision";
    }

    private static String missing(String what, Optional<String> name, Collection<String> known) {
        String found = name.orElse("");
        String hint = NearestName.hint(found, known);
        return "there is no " + what + " " + found + " there" + (hint.isEmpty() ? "" : "; " + hint);
    }
}
