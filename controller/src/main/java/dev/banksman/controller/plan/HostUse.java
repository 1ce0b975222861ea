package dev.banksman.controller.plan;

import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import dev.banksman.controller.plan.ActionMessages.UnresolvableException;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.PlanValues.OutputValues;
import dev.banksman.controller.plan.StepTexts.Found;
import dev.banksman.controller.runbook.NearestName;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.RemedyMatch;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.expression.CompiledText;
import dev.banksman.controller.runbook.expression.Expressions;
import dev.banksman.controller.runbook.expression.Variable;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Checks that hosts have the variables that steps ask them for, and that what parameters and hosts give fits the type of
 * each field. What outputs give is judged when they are there.
 */
final class HostUse {
    private static final int MOST_NAMED = 3;

    private final Runbook runbook;
    private final List<PlannedStage> stages;
    private final HostTable hosts;
    private final Expressions expressions;
    private final PlanValues values;
    private final Problems problems;
    private final RunbookPaths paths;

    HostUse(
            Runbook runbook,
            List<PlannedStage> stages,
            HostTable hosts,
            Expressions expressions,
            PlanValues values,
            Problems problems) {
        this.runbook = runbook;
        this.stages = stages;
        this.hosts = hosts;
        this.expressions = expressions;
        this.values = values;
        this.problems = problems;
        this.paths = new RunbookPaths(runbook);
    }

    void check() {
        for (var stage : stages) {
            for (var step : stage.steps()) {
                var path = paths.step(stage.name(), step.index());
                var at = paths.position(stage.name(), step.index());
                texts(StepTexts.of(step, at, path), takers(stage, step));
            }
        }
        for (var i = 0; i < runbook.remedies().size(); i++) {
            var remedy = runbook.remedies().get(i);
            var path = "remedies[" + i + "].try";
            remedy.tryAction().ifPresent(action -> texts(StepTexts.of(action, path), takers(remedy)));
        }
    }

    private static List<String> takers(PlannedStage stage, PlannedStep step) {
        return stage.hosts().stream()
                .filter(host -> !step.leftOut().contains(host))
                .toList();
    }

    /** The hosts that may run a remedy: those of its role, or those that may fail. */
    private List<String> takers(Runbook.Remedy remedy) {
        var match = RemedyMatch.of(remedy.step());
        return stages.stream()
                .filter(stage -> remedy.onRole()
                        .map(role -> stage.role().equals(role))
                        .orElseGet(
                                () -> stage.steps().stream().anyMatch(step -> match.covers(stage.name(), step.name()))))
                .flatMap(stage -> stage.hosts().stream())
                .distinct()
                .toList();
    }

    private void texts(List<Found> texts, List<String> takers) {
        texts.forEach(
                text -> CompiledText.of(expressions, text.text()).ifPresent(compiled -> text(text, compiled, takers)));
    }

    private void text(Found text, CompiledText compiled, List<String> takers) {
        if (takers.isEmpty() || missing(text, compiled, takers)) {
            return;
        }
        var later = compiled.variables().stream()
                .anyMatch(v -> v instanceof Variable.Output || v instanceof Variable.RunId);
        if (later) {
            return;
        }
        var typed = text.field().filter(f -> f.getJavaType() != JavaType.STRING);
        var each = typed.isPresent() && compiled.variables().stream().anyMatch(StepPlanning::differsPerHost);
        for (var host : each ? takers : takers.subList(0, 1)) {
            var complaint = complaint(text, compiled, hosts.get(host));
            if (complaint.isPresent()) {
                problems.add(text.at(), text.path(), complaint.get() + ", on " + host, "a value that fits", "");
                return;
            }
        }
    }

    private boolean missing(Found text, CompiledText compiled, List<String> takers) {
        var any = false;
        for (var variable : compiled.hostVariables()) {
            var without = takers.stream()
                    .filter(host -> !hosts.get(host).variables().containsKey(variable))
                    .toList();
            if (!without.isEmpty()) {
                any = true;
                var named = String.join(", ", without.subList(0, Math.min(MOST_NAMED, without.size())));
                var known =
                        new TreeSet<>(hosts.get(without.getFirst()).variables().keySet());
                known.removeIf(name -> name.contains("_"));
                problems.add(
                        text.at(),
                        text.path(),
                        "host.variables." + variable.replace('_', '-') + ", which " + without.size()
                                + (without.size() == 1 ? " host lacks: " : " hosts lack: ") + named,
                        "a variable that each of these hosts has",
                        NearestName.hint(variable.replace('_', '-'), known));
            }
        }
        return any;
    }

    private Optional<String> complaint(Found text, CompiledText compiled, PlanValues.Host host) {
        return switch (compiled.expand(values.on(host, Optional.empty(), OutputValues.NONE))) {
            case CompiledText.Impossible impossible -> Optional.of(impossible.reason());
            case CompiledText.Text(var expanded) -> {
                try {
                    text.field().ifPresent(field -> ActionMessages.typed(field, expanded, text.text()));
                    yield Optional.empty();
                } catch (UnresolvableException e) {
                    yield Optional.of(e.reason());
                }
            }
        };
    }
}
