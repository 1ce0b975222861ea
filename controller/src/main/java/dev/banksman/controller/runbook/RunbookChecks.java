package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.Runbook.Interlock;
import dev.banksman.controller.runbook.Runbook.Remedy;
import dev.banksman.controller.runbook.Runbook.Stage;
import dev.banksman.controller.runbook.Runbook.StepRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Checks what one part of a runbook says about another: names, references, orders. One use. */
final class RunbookChecks {
    private final Runbook runbook;
    private final Problems problems;
    private final Problems warnings;
    private final Map<String, Integer> stageIndex = new HashMap<>();

    RunbookChecks(Runbook runbook, Problems problems, Problems warnings) {
        this.runbook = runbook;
        this.problems = problems;
        this.warnings = warnings;
        for (var i = 0; i < runbook.stages().size(); i++) {
            stageIndex.putIfAbsent(runbook.stages().get(i).name(), i);
        }
    }

    void run() {
        runbook.parameters().values().forEach(p -> ParameterChecks.declaration(p, "parameters." + p.name(), problems));
        duplicates(runbook.stages(), Stage::name, Stage::at, "stages", "stage");
        duplicates(runbook.interlocks(), Interlock::name, Interlock::at, "interlocks", "interlock");
        duplicates(runbook.remedies(), Remedy::name, Remedy::at, "remedies", "remedy");
        for (var i = 0; i < runbook.stages().size(); i++) {
            stage(runbook.stages().get(i), "stages[" + i + "]");
        }
        roles();
        cycle();
        for (var i = 0; i < runbook.interlocks().size(); i++) {
            interlock(runbook.interlocks().get(i), "interlocks[" + i + "]");
        }
        for (var i = 0; i < runbook.remedies().size(); i++) {
            remedy(runbook.remedies().get(i), "remedies[" + i + "]");
        }
        restorePoints();
        measured();
        duplicates(
                runbook.prerequisites(),
                Runbook.Prerequisite::name,
                Runbook.Prerequisite::at,
                "prerequisites",
                "prerequisite");
        new NoReturnChecks(runbook, graph(), problems).run();
    }

    private void restorePoints() {
        var names = new HashSet<String>();
        for (var i = 0; i < runbook.stages().size(); i++) {
            var stage = runbook.stages().get(i);
            for (var j = 0; j < stage.steps().size(); j++) {
                var step = stage.steps().get(j);
                var path = "stages[" + i + "].steps[" + j + "].restore-point";
                step.restorePoint().ifPresent(point -> {
                    if (!names.add(point.name())) {
                        problems.add(point.at(), path, "the name " + point.name() + " a second time", "each once", "");
                    }
                    if (stage.rolling().isPresent()) {
                        var expected = "a stage whose hosts are inside it at once";
                        problems.add(point.at(), path, "a restore point in a rolling stage", expected, "");
                    }
                    if (step.gate().isPresent() && point.restore().isPresent()) {
                        var expected = "by-hand, or a step with an action";
                        problems.add(point.at(), path, "restore on a gate", expected, "");
                    }
                    point.restore().ifPresent(restore -> StepChecks.nested(restore, path + ".restore", problems));
                });
            }
            if (stage.inWindow() && runbook.window().isEmpty()) {
                var path = "stages[" + i + "].in-window";
                problems.add(stage.at(), path, "in-window without a window", "maintenance-window at the top", "");
            }
        }
    }

    private void measured() {
        for (var i = 0; i < runbook.stages().size(); i++) {
            var steps = runbook.stages().get(i).steps();
            for (var j = 0; j < steps.size(); j++) {
                var path = "stages[" + i + "].steps[" + j + "].timeout-from.step";
                steps.get(j).timeoutFrom().map(Runbook.Measured::step).ifPresent(measured -> {
                    if (measured.step().isEmpty()) {
                        problems.add(measured.at(), path, measured.toString(), "stage.step", "");
                    }
                    reference(measured, path);
                });
            }
        }
    }

    private void stage(Stage stage, String path) {
        if (!stage.role().isEmpty() && !runbook.roles().containsKey(stage.role())) {
            unknown("role", stage.role(), runbook.roles().keySet(), stage.at(), path + ".on");
        }
        for (var i = 0; i < stage.needs().size(); i++) {
            var need = stage.needs().get(i);
            if (!need.stage().isEmpty() && !stageIndex.containsKey(need.stage())) {
                unknown("stage", need.stage(), stageIndex.keySet(), need.at(), path + ".needs[" + i + "]");
            }
        }
        duplicates(stage.steps(), Runbook.Step::name, Runbook.Step::at, path + ".steps", "step");
        for (var i = 0; i < stage.steps().size(); i++) {
            StepChecks.check(stage.steps().get(i), path + ".steps[" + i + "]", problems);
        }
    }

    private void roles() {
        var used = new HashSet<String>();
        runbook.stages().forEach(stage -> used.add(stage.role()));
        runbook.remedies().forEach(remedy -> remedy.onRole().ifPresent(used::add));
        runbook.roles().forEach((name, role) -> {
            if (role.atLeast() > role.atMost()) {
                var found = role.atLeast() + ".." + role.atMost();
                problems.add(role.at(), "roles." + name + ".hosts", found, "the smaller number first", "");
            }
            if (role.atMost() == 0) {
                problems.add(role.at(), "roles." + name + ".hosts", "0", "room for at least one host", "");
            }
            if (!used.contains(name)) {
                warnings.add(role.at(), "roles." + name, "a role that no stage is on", "a stage on it", "");
            }
        });
    }

    private StageGraph graph() {
        return new StageGraph(
                runbook.stages().stream().map(stage -> indices(stage, false)).toList());
    }

    /** Conditions may take a need away, so only needs without one are certain to close a circle. */
    private void cycle() {
        new StageGraph(runbook.stages().stream().map(s -> indices(s, true)).toList())
                .cycle()
                .ifPresent(cycle -> {
                    var names = cycle.stream()
                            .map(i -> runbook.stages().get(i).name())
                            .toList();
                    var first = runbook.stages().get(cycle.getFirst());
                    problems.add(
                            first.at(),
                            "stages[" + cycle.getFirst() + "].needs",
                            "a circle: " + String.join(" needs ", names),
                            "an order with a beginning",
                            "take one of these needs away");
                });
    }

    private List<Integer> indices(Stage stage, boolean certain) {
        var indices = new ArrayList<Integer>();
        for (var need : stage.needs()) {
            var index = stageIndex.get(need.stage());
            if (index != null && !(certain && need.when().isPresent())) {
                indices.add(index);
            }
        }
        return List.copyOf(indices);
    }

    private void interlock(Interlock interlock, String path) {
        reference(interlock.before(), path + ".before");
        reference(interlock.require(), path + ".require");
        var before = interlock.before().toString();
        if (!before.isEmpty() && before.equals(interlock.require().toString())) {
            var at = interlock.require().at();
            problems.add(at, path + ".require", before + ", the same as before", "something else", "");
        }
    }

    private void reference(StepRef ref, String path) {
        if (ref.stage().isEmpty()) {
            return;
        }
        var index = stageIndex.get(ref.stage());
        if (index == null) {
            unknown("stage", ref.stage(), stageIndex.keySet(), ref.at(), path);
            return;
        }
        var steps = runbook.stages().get(index).steps().stream()
                .map(Runbook.Step::name)
                .toList();
        ref.step()
                .filter(step -> !steps.contains(step))
                .ifPresent(step -> unknown("step", step, steps, ref.at(), path));
    }

    private void remedy(Remedy remedy, String path) {
        var steps = new ArrayList<String>();
        var match = RemedyMatch.of(remedy.step());
        var covered = false;
        for (var stage : runbook.stages()) {
            for (var step : stage.steps()) {
                steps.add(stage.name() + "." + step.name());
                covered |= match.covers(stage.name(), step.name());
            }
        }
        if (!remedy.step().isEmpty() && !covered) {
            problems.add(
                    remedy.at(),
                    path + ".when.step",
                    remedy.step() + ", which no step has",
                    "stage.step of this runbook",
                    NearestName.hint(remedy.step(), steps));
        }
        remedy.tryAction().ifPresent(action -> StepChecks.nested(action, path + ".try", problems));
        remedy.onRole().ifPresent(name -> {
            var role = runbook.roles().get(name);
            if (role == null) {
                unknown("role", name, runbook.roles().keySet(), remedy.at(), path + ".on");
            } else if (role.atMost() != 1) {
                var found = "the role " + name + ", which may have several hosts";
                problems.add(remedy.at(), path + ".on", found, "a role with one host", "");
            }
            if (remedy.tryAction().isEmpty()) {
                problems.add(remedy.at(), path + ".on", "on without try", "an action to try there", "");
            }
        });
    }

    private void unknown(String kind, String name, Iterable<String> known, Position at, String path) {
        Set<String> names = new LinkedHashSet<>();
        known.forEach(names::add);
        var expected = names.isEmpty()
                ? "a " + kind + ", and there is none"
                : "one of " + String.join(", ", names.stream().limit(20).toList());
        problems.add(at, path, "the unknown " + kind + " " + name, expected, NearestName.hint(name, names));
    }

    private <T> void duplicates(
            List<T> items, Function<T, String> name, Function<T, Position> at, String path, String kind) {
        var seen = new HashMap<String, Position>();
        for (var i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var before = seen.putIfAbsent(name.apply(item), at.apply(item));
            if (before != null && !name.apply(item).isEmpty()) {
                problems.add(
                        at.apply(item),
                        path + "[" + i + "]." + kind,
                        "the name " + name.apply(item) + " a second time (first at " + before + ")",
                        "each name once",
                        "");
            }
        }
    }
}
