package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.Runbook.Step;
import dev.banksman.controller.runbook.Runbook.Undo;
import java.util.List;

/**
 * Before a point of no return the way back must be known: each step that changes something and comes before it has an
 * undo, or says why there is none.
 */
final class NoReturnChecks {
    private final Runbook runbook;
    private final StageGraph graph;
    private final Problems problems;

    NoReturnChecks(Runbook runbook, StageGraph graph, Problems problems) {
        this.runbook = runbook;
        this.graph = graph;
        this.problems = problems;
    }

    void run() {
        for (var i = 0; i < runbook.stages().size(); i++) {
            var steps = runbook.stages().get(i).steps();
            for (var j = 0; j < steps.size(); j++) {
                if (steps.get(j).pointOfNoReturn()) {
                    point(i, j);
                }
            }
        }
    }

    private void point(int stage, int step) {
        var name = runbook.stages().get(stage).name() + "."
                + runbook.stages().get(stage).steps().get(step).name();
        demand(stage, runbook.stages().get(stage).steps().subList(0, step), name);
        graph.before(stage).stream()
                .filter(before -> before != stage)
                .forEach(before -> demand(before, runbook.stages().get(before).steps(), name));
    }

    private void demand(int stage, List<Step> steps, String point) {
        for (var i = 0; i < steps.size() && !problems.isFull(); i++) {
            var step = steps.get(i);
            if (step.action().isPresent() && !step.check() && step.undo() instanceof Undo.Unsaid) {
                problems.add(
                        step.at(),
                        "stages[" + stage + "].steps[" + i + "]",
                        "no undo before the point of no return " + point,
                        "undo, or undo: {none: the reason}",
                        "");
            }
        }
    }
}
