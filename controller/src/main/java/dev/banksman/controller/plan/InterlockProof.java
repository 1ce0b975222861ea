package dev.banksman.controller.plan;

import dev.banksman.controller.plan.Plan.PlannedInterlock;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.Interlock;
import dev.banksman.controller.runbook.Runbook.StepRef;
import dev.banksman.controller.runbook.StageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves that every order the plan permits keeps each interlock: what is required lies in a stage that the other stage
 * needs, directly or through others, or earlier on the only host of the same stage. Nothing weaker counts.
 */
final class InterlockProof {
    private final Runbook runbook;
    private final List<PlannedStage> stages;
    private final Map<String, String> leftOut;
    private final StageGraph graph;
    private final Problems problems;
    private final Problems warnings;

    InterlockProof(
            Runbook runbook,
            List<PlannedStage> stages,
            Map<String, String> leftOut,
            StageGraph graph,
            Problems problems,
            Problems warnings) {
        this.runbook = runbook;
        this.stages = stages;
        this.leftOut = leftOut;
        this.graph = graph;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** The interlocks in force, all proven unless there are problems. */
    List<PlannedInterlock> prove(StageSelection selection) {
        var proven = new ArrayList<PlannedInterlock>();
        for (var i = 0; i < runbook.interlocks().size(); i++) {
            var interlock = runbook.interlocks().get(i);
            var path = "interlocks[" + i + "]";
            if (interlock.when().map(w -> selection.holds(w, path + ".when")).orElse(true)) {
                prove(interlock, path).ifPresent(proven::add);
            }
        }
        return List.copyOf(proven);
    }

    private Optional<PlannedInterlock> prove(Interlock interlock, String path) {
        var before = stage(interlock.before());
        if (before.isEmpty()) {
            var why = interlock.before() + ", which is not in the plan: "
                    + leftOut.get(interlock.before().stage());
            warnings.add(interlock.at(), path, why, "something to hold back", "the interlock has nothing to do");
            return Optional.empty();
        }
        var require = stage(interlock.require());
        if (require.isEmpty()) {
            var why = leftOut.get(interlock.require().stage());
            refuse(interlock, path, interlock.require() + " is not in the plan: " + why);
            return Optional.empty();
        }
        var requireStep = step(require.get(), interlock.require());
        objection(interlock, before.get(), step(before.get(), interlock.before()), require.get(), requireStep)
                .ifPresent(found -> refuse(interlock, path, found));
        weak(interlock, require.get(), requireStep, path);
        return Optional.of(new PlannedInterlock(
                interlock.name(),
                before.get().index(),
                step(before.get(), interlock.before()),
                require.get().index(),
                requireStep,
                interlock.because()));
    }

    private Optional<String> objection(
            Interlock interlock,
            PlannedStage before,
            Optional<Integer> beforeStep,
            PlannedStage require,
            Optional<Integer> requireStep) {
        var steps = requireStep.map(s -> List.of(require.steps().get(s))).orElse(require.steps());
        if (steps.stream()
                .allMatch(step -> step.leftOut().size() == require.hosts().size())) {
            return Optional.of(interlock.require() + " is left out on every host by its condition");
        }
        if (before.index() != require.index()) {
            return graph.before(before.index()).get(require.index())
                    ? Optional.empty()
                    : Optional.of(before.name() + " begins " + after(before) + "; nothing makes it wait for "
                            + interlock.require());
        }
        if (beforeStep.isEmpty() || requireStep.isEmpty() || requireStep.get() >= beforeStep.get()) {
            return Optional.of(interlock.require() + " does not come before " + interlock.before() + " in their stage");
        }
        if (before.hosts().size() > 1) {
            return Optional.of(
                    "the stage " + before.name() + " has " + before.hosts().size() + " hosts: one may reach "
                            + interlock.before() + " before another is through " + interlock.require());
        }
        return Optional.empty();
    }

    private String after(PlannedStage stage) {
        if (stage.needs().isEmpty()) {
            return "at once";
        }
        var names = stage.needs().stream().map(i -> stages.get(i).name()).toList();
        return "after [" + String.join(", ", names) + "] only";
    }

    /** Proven, and yet the run may come to a stop there: worth knowing before it does. */
    private void weak(Interlock interlock, PlannedStage require, Optional<Integer> requireStep, String path) {
        requireStep.map(s -> require.steps().get(s)).ifPresent(step -> {
            if (step.condition().isPresent()) {
                var found = interlock.require() + ", which the run itself may leave out";
                warnings.add(interlock.at(), path, found, "a step without a condition over outputs", "");
            }
            if (step.onFailure() == Runbook.OnFailure.CONTINUE) {
                var found = interlock.require() + ", which is passed over when it fails";
                warnings.add(
                        interlock.at(), path, found, "on-failure: hold or fail", "the interlock then holds the run");
            }
        });
    }

    private void refuse(Interlock interlock, String path, String found) {
        var expected = interlock.require() + " before " + interlock.before();
        problems.add(interlock.at(), path, found, expected, interlock.name() + ": " + interlock.because());
    }

    private Optional<PlannedStage> stage(StepRef ref) {
        return stages.stream().filter(s -> s.name().equals(ref.stage())).findFirst();
    }

    private static Optional<Integer> step(PlannedStage stage, StepRef ref) {
        return ref.step()
                .flatMap(name -> stage.steps().stream()
                        .filter(step -> step.name().equals(name))
                        .map(Plan.PlannedStep::index)
                        .findFirst());
    }
}
