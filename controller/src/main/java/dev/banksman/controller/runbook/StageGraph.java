package dev.banksman.controller.runbook;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stages by index and which they need. Answers what comes before what; at most a few hundred stages, so plain methods
 * suffice. Immutable.
 */
public final class StageGraph {
    private final List<List<Integer>> needs;

    public StageGraph(List<List<Integer>> needs) {
        this.needs = needs;
    }

    /** A way from a stage back to itself, each needing the next; nothing when there is none. */
    public Optional<List<Integer>> cycle() {
        var done = new HashSet<Integer>();
        for (var start = 0; start < needs.size(); start++) {
            var cycle = cycle(start, new ArrayList<>(), done);
            if (cycle.isPresent()) {
                return cycle;
            }
        }
        return Optional.empty();
    }

    private Optional<List<Integer>> cycle(int stage, List<Integer> way, Set<Integer> done) {
        var before = way.indexOf(stage);
        if (before >= 0) {
            var cycle = new ArrayList<>(way.subList(before, way.size()));
            cycle.add(stage);
            return Optional.of(cycle);
        }
        if (done.contains(stage)) {
            return Optional.empty();
        }
        way.add(stage);
        for (var need : needs.get(stage)) {
            var cycle = cycle(need, way, done);
            if (cycle.isPresent()) {
                return cycle;
            }
        }
        way.removeLast();
        done.add(stage);
        return Optional.empty();
    }

    /** Everything that must be through before a stage begins; works on graphs with cycles too. */
    public BitSet before(int stage) {
        var before = new BitSet(needs.size());
        var todo = new ArrayList<>(needs.get(stage));
        while (!todo.isEmpty()) {
            var next = todo.removeLast();
            if (!before.get(next)) {
                before.set(next);
                todo.addAll(needs.get(next));
            }
        }
        return before;
    }

    /** An order in which each stage follows what it needs; where there is a choice, the document's. No cycles. */
    public List<Integer> order() {
        var order = new ArrayList<Integer>();
        var placed = new BitSet(needs.size());
        while (order.size() < needs.size()) {
            for (var stage = 0; stage < needs.size(); stage++) {
                if (!placed.get(stage) && needs.get(stage).stream().allMatch(placed::get)) {
                    placed.set(stage);
                    order.add(stage);
                    break;
                }
            }
        }
        return order;
    }
}
