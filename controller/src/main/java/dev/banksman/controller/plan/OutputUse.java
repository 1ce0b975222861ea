package dev.banksman.controller.plan;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.Condition;
import dev.banksman.controller.runbook.expression.CompiledText;
import dev.banksman.controller.runbook.expression.Expressions;
import dev.banksman.controller.runbook.expression.Variable;
import dev.banksman.controller.runbook.expression.Variable.Output;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that each output is there before it is used, in every order the plan permits: from an earlier step on the same
 * host, or from a stage that this one needs and that has one host, or the same hosts.
 */
final class OutputUse {
    private final List<PlannedStage> stages;
    private final StageSelection.Selection selection;
    private final Expressions expressions;
    private final Problems problems;
    private final Map<String, PlannedStage> byName = new HashMap<>();
    private final RunbookPaths paths;

    OutputUse(
            Runbook runbook,
            List<PlannedStage> stages,
            StageSelection.Selection selection,
            Expressions expressions,
            Problems problems) {
        this.stages = stages;
        this.selection = selection;
        this.expressions = expressions;
        this.problems = problems;
        this.paths = new RunbookPaths(runbook);
        stages.forEach(stage -> byName.put(stage.name(), stage));
    }

    void check() {
        for (var stage : stages) {
            for (var step : stage.steps()) {
                if (step.leftOut().size() < stage.hosts().size()) {
                    step(stage, step);
                }
            }
        }
    }

    private void step(PlannedStage stage, PlannedStep step) {
        var path = paths.step(stage.name(), step.index());
        var at = paths.position(stage.name(), step.index());
        for (var text : StepTexts.of(step, at, path)) {
            var variables = CompiledText.of(expressions, text.text())
                    .map(CompiledText::variables)
                    .orElse(Set.of());
            uses(variables, stage, step, text.afterItself(), text.at(), text.path());
        }
        step.timeoutFrom().ifPresent(from -> measured(from.step(), stage, step, path + ".timeout-from.step"));
        step.condition().ifPresent(when -> uses(variables(when), stage, step, false, when.at(), path + ".when"));
    }

    /** What is measured has to be over by then; one that is not in the plan, or is left out, measures nothing. */
    private void measured(Runbook.StepRef ref, PlannedStage stage, PlannedStep step, String path) {
        var producer = byName.get(ref.stage());
        if (producer == null) {
            return;
        }
        var early = producer.index() == stage.index()
                ? producer.steps().stream()
                        .anyMatch(s -> s.index() < step.index()
                                && Optional.of(s.name()).equals(ref.step()))
                : selection.graph().before(stage.index()).get(producer.index());
        if (!early) {
            var found = ref + ", which nothing makes " + stage.name() + "." + step.name() + " wait for";
            problems.add(ref.at(), path, found, "a step that is done before", "");
        }
    }

    private Set<Variable> variables(Condition when) {
        return expressions.condition(when.expression()) instanceof Expressions.Compiled compiled
                ? compiled.expression().variables()
                : Set.of();
    }

    private void uses(
            Set<Variable> variables,
            PlannedStage stage,
            PlannedStep step,
            boolean afterItself,
            Position at,
            String path) {
        for (var variable : variables) {
            if (variable instanceof Output output) {
                objection(output, stage, step, afterItself)
                        .ifPresent(found -> problems.add(
                                at,
                                path,
                                output.written() + ": " + found,
                                "an output that is there before " + stage.name() + "." + step.name() + " begins",
                                ""));
            }
        }
    }

    private Optional<String> objection(Output output, PlannedStage stage, PlannedStep step, boolean afterItself) {
        var producer = byName.get(output.stage());
        if (producer == null) {
            var why = selection.leftOut().get(output.stage());
            return Optional.of("the stage " + output.stage() + " is not in the plan: " + why);
        }
        var source = producer.steps().stream()
                .filter(s -> s.name().equals(output.step()))
                .findFirst();
        if (source.isEmpty()) {
            return Optional.of("no such step");
        }
        if (producer.index() == stage.index()) {
            var early = source.get().index() < step.index()
                    || (afterItself && source.get().index() == step.index());
            return early ? leftOut(source.get(), hosts(stage, step)) : Optional.of("the step does not come before");
        }
        if (!selection.graph().before(stage.index()).get(producer.index())) {
            var needs = stage.needs().stream().map(i -> stages.get(i).name()).toList();
            return Optional.of(stage.name() + " needs [" + String.join(", ", needs) + "]; nothing makes it wait for "
                    + producer.name());
        }
        if (producer.hosts().size() == 1) {
            return leftOut(source.get(), Set.copyOf(producer.hosts()));
        }
        var without = hosts(stage, step);
        producer.hosts().forEach(without::remove);
        if (!without.isEmpty()) {
            return Optional.of(producer.name() + " has " + producer.hosts().size() + " hosts, and "
                    + without.iterator().next() + " is none of them");
        }
        return leftOut(source.get(), hosts(stage, step));
    }

    private static Set<String> hosts(PlannedStage stage, PlannedStep step) {
        var hosts = new HashSet<>(stage.hosts());
        hosts.removeAll(step.leftOut());
        return hosts;
    }

    private static Optional<String> leftOut(PlannedStep source, Set<String> hosts) {
        return hosts.stream()
                .filter(source.leftOut()::contains)
                .sorted()
                .findFirst()
                .map(host -> "the step is left out on " + host);
    }
}
