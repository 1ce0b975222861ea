package dev.banksman.controller.plan;

import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.PlanValues.OutputValues;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.Runbook.Condition;
import dev.banksman.controller.runbook.Runbook.Step;
import dev.banksman.controller.runbook.expression.CompiledExpression;
import dev.banksman.controller.runbook.expression.Expressions;
import dev.banksman.controller.runbook.expression.Variable;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Decides on which hosts a step applies, as far as parameters and hosts tell. */
final class StepPlanning {
    private final HostTable hosts;
    private final Expressions expressions;
    private final PlanValues values;
    private final EarlyText early;
    private final Problems problems;
    /** Equal sets of hosts are kept once: 50 steps over 10,000 hosts leave out the same ones. */
    private final Map<Set<String>, Set<String>> shared = new HashMap<>();

    StepPlanning(HostTable hosts, Expressions expressions, PlanValues values, Problems problems) {
        this.early = new EarlyText(expressions, values);
        this.hosts = hosts;
        this.expressions = expressions;
        this.values = values;
        this.problems = problems;
    }

    PlannedStep plan(Step step, int index, List<String> stageHosts, String path) {
        var leftOut = new LinkedHashSet<String>();
        var open = step.when()
                .map(when -> undecided(when, stageHosts, leftOut, path + ".when"))
                .orElse(false);
        return new PlannedStep(
                index,
                step.name(),
                early.expand(step.title()),
                step.action(),
                step.gate(),
                step.check(),
                step.severity(),
                open ? step.when() : Optional.empty(),
                shared(leftOut),
                step.timeout(),
                step.timeoutFrom(),
                step.repeatable(),
                step.retry(),
                step.doneWhen(),
                step.rebootIfRequired(),
                step.outputs(),
                step.onFailure(),
                step.undo(),
                step.restorePoint(),
                step.pointOfNoReturn(),
                step.source());
    }

    /** Whether some host's answer has to wait for outputs; hosts for which it is no go to {@code leftOut}. */
    private boolean undecided(Condition when, List<String> stageHosts, Set<String> leftOut, String path) {
        if (!(expressions.condition(when.expression()) instanceof Expressions.Compiled compiled)) {
            return false;
        }
        var expression = compiled.expression();
        var perHost = expression.variables().stream().anyMatch(StepPlanning::differsPerHost);
        var failures = new TreeSet<String>();
        var open = false;
        if (!perHost) {
            var answer = answer(expression, hosts.get(stageHosts.getFirst()), failures);
            if (!answer.orElse(true)) {
                leftOut.addAll(stageHosts);
            }
            open = answer.isEmpty();
        } else {
            for (var host : stageHosts) {
                var answer = answer(expression, hosts.get(host), failures);
                if (!answer.orElse(true)) {
                    leftOut.add(host);
                }
                open |= answer.isEmpty();
            }
        }
        failures.stream().limit(3).forEach(f -> problems.add(when.at(), path, f, "true or false", ""));
        return open;
    }

    /** Nothing when it depends on what the run will show. */
    private Optional<Boolean> answer(CompiledExpression expression, PlanValues.Host host, Set<String> failures) {
        return switch (expression.evaluate(values.on(host, Optional.empty(), OutputValues.NONE))) {
            case CompiledExpression.Value(var value) when value instanceof Boolean holds -> Optional.of(holds);
            case CompiledExpression.Value(var value) -> {
                failures.add("a value that is neither true nor false, on " + host.name());
                yield Optional.of(true);
            }
            case CompiledExpression.Failed failed -> {
                if (failed.missing().isPresent()) {
                    yield Optional.empty();
                }
                failures.add(failed.reason() + ", on " + host.name());
                yield Optional.of(true);
            }
        };
    }

    static boolean differsPerHost(Variable variable) {
        return switch (variable) {
            case Variable.HostName h -> true;
            case Variable.HostRoles h -> true;
            case Variable.HostVariables h -> true;
            case Variable.Parameter p -> false;
            case Variable.RoleHosts r -> false;
            case Variable.RunId r -> false;
            case Variable.Output o -> false;
        };
    }

    private Set<String> shared(Set<String> set) {
        return shared.computeIfAbsent(Collections.unmodifiableSet(set), s -> s);
    }
}
