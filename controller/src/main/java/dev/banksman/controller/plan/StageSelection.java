package dev.banksman.controller.plan;

import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.Condition;
import dev.banksman.controller.runbook.Runbook.Stage;
import dev.banksman.controller.runbook.StageGraph;
import dev.banksman.controller.runbook.expression.CompiledExpression;
import dev.banksman.controller.runbook.expression.Expressions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides which stages a plan has and in which order they stand. A stage that is left out hands its needs on. */
final class StageSelection {
    private final Runbook runbook;
    private final Map<String, List<String>> roleHosts;
    private final Expressions expressions;
    private final PlanValues values;
    private final Problems problems;
    private final Map<String, Integer> indices = new HashMap<>();

    StageSelection(
            Runbook runbook,
            Map<String, List<String>> roleHosts,
            Expressions expressions,
            PlanValues values,
            Problems problems) {
        this.runbook = runbook;
        this.roleHosts = roleHosts;
        this.expressions = expressions;
        this.values = values;
        this.problems = problems;
        for (var i = 0; i < runbook.stages().size(); i++) {
            indices.put(runbook.stages().get(i).name(), i);
        }
    }

    /** A stage that is in the plan; {@code needs} are places in the list of selected stages, lower than its own. */
    record Selected(Stage stage, List<String> hosts, List<Integer> needs) {}

    /** {@code leftOut}: a stage's name and why it is not in the plan. */
    record Selection(List<Selected> stages, Map<String, String> leftOut, StageGraph graph) {}

    /** Nothing when what remains is no order; a problem says why. */
    Optional<Selection> select() {
        var leftOut = new LinkedHashMap<String, String>();
        for (var i = 0; i < runbook.stages().size(); i++) {
            reasonToLeaveOut(i).ifPresent(reason -> leftOut.put(reason.getKey(), reason.getValue()));
        }
        var needs = new ArrayList<List<Integer>>();
        for (var i = 0; i < runbook.stages().size(); i++) {
            needs.add(needs(i));
        }
        var all = new StageGraph(needs);
        var cycle = all.cycle();
        if (cycle.isPresent()) {
            refuse(cycle.get());
            return Optional.empty();
        }
        var order =
                all.order().stream().filter(i -> !leftOut.containsKey(name(i))).toList();
        var stages = new ArrayList<Selected>();
        for (int i : order) {
            var bridged = new LinkedHashSet<Integer>();
            bridge(i, needs, leftOut.keySet(), bridged);
            var places = bridged.stream().map(order::indexOf).sorted().toList();
            var stage = runbook.stages().get(i);
            stages.add(new Selected(stage, hosts(stage), places));
        }
        var graph = new StageGraph(stages.stream().map(Selected::needs).toList());
        return Optional.of(new Selection(List.copyOf(stages), Collections.unmodifiableMap(leftOut), graph));
    }

    private Optional<Map.Entry<String, String>> reasonToLeaveOut(int index) {
        var stage = runbook.stages().get(index);
        if (stage.when().isPresent() && !holds(stage.when().get(), "stages[" + index + "].when")) {
            return Optional.of(Map.entry(
                    stage.name(), "its condition " + stage.when().get().expression() + " is false"));
        }
        return hosts(stage).isEmpty()
                ? Optional.of(Map.entry(stage.name(), "no host has the role " + stage.role()))
                : Optional.empty();
    }

    private List<String> hosts(Stage stage) {
        return roleHosts.getOrDefault(stage.role(), List.of());
    }

    private List<Integer> needs(int index) {
        var stage = runbook.stages().get(index);
        var needs = new LinkedHashSet<Integer>();
        for (var i = 0; i < stage.needs().size(); i++) {
            var need = stage.needs().get(i);
            var path = "stages[" + index + "].needs[" + i + "].when";
            var target = indices.get(need.stage());
            if (target != null && need.when().map(when -> holds(when, path)).orElse(true)) {
                needs.add(target);
            }
        }
        return List.copyOf(needs);
    }

    private void bridge(int stage, List<List<Integer>> needs, Set<String> leftOut, Set<Integer> found) {
        for (var need : needs.get(stage)) {
            if (leftOut.contains(name(need))) {
                bridge(need, needs, leftOut, found);
            } else {
                found.add(need);
            }
        }
    }

    /** A condition over parameters alone. One that fails is a problem and counts as true. */
    boolean holds(Condition condition, String path) {
        var at = condition.at();
        if (!(expressions.condition(condition.expression()) instanceof Expressions.Compiled compiled)) {
            return true;
        }
        return switch (compiled.expression().evaluate(values.alone())) {
            case CompiledExpression.Value(var value) when value instanceof Boolean holds -> holds;
            case CompiledExpression.Value(var value) -> complain(at, path, "a value that is neither true nor false");
            case CompiledExpression.Failed failed -> complain(at, path, failed.reason());
        };
    }

    private boolean complain(Position at, String path, String found) {
        problems.add(at, path, found, "true or false", "");
        return true;
    }

    private void refuse(List<Integer> cycle) {
        var names = cycle.stream().map(this::name).toList();
        problems.add(
                runbook.stages().get(cycle.getFirst()).at(),
                "stages[" + cycle.getFirst() + "].needs",
                "a circle, with these parameters: " + String.join(" needs ", names),
                "an order with a beginning",
                "");
    }

    private String name(int index) {
        return runbook.stages().get(index).name();
    }
}
