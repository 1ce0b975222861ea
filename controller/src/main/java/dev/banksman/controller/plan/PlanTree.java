package dev.banksman.controller.plan;

import dev.banksman.controller.plan.Plan.PlannedInterlock;
import dev.banksman.controller.plan.Plan.PlannedPrerequisite;
import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.PlannedWindow;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.controller.runbook.Runbook.Undo;
import dev.banksman.controller.runbook.syntax.Durations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A plan as maps, lists, texts, numbers and booleans, in the runbook's words: what its JSON shows and its hash covers.
 * Positions and the documents' own text are not part of it, so that a comment changes no plan.
 */
final class PlanTree {
    private PlanTree() {}

    static Map<String, Object> of(Plan plan) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("runbook", plan.runbook());
        tree.put("version", plan.runbookVersion());
        tree.put("title", plan.title());
        tree.put("changing", plan.changing());
        tree.put("parameters", plan.parameters());
        var hosts = new ArrayList<Object>();
        plan.hosts().values().forEach(host -> {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("host", host.name());
            entry.put("roles", host.roles());
            entry.put("variables", host.variables());
            hosts.add(entry);
        });
        tree.put("hosts", hosts);
        tree.put("roles", plan.roles());
        // Only where there are any: plans made before there was such a thing keep their hash. So below.
        if (!plan.prerequisites().isEmpty()) {
            tree.put(
                    "prerequisites",
                    plan.prerequisites().stream().map(PlanTree::prerequisite).toList());
        }
        plan.window().ifPresent(window -> tree.put("maintenance-window", window(window)));
        tree.put("left-out", plan.leftOut());
        tree.put("stages", plan.stages().stream().map(s -> stage(plan, s)).toList());
        tree.put(
                "interlocks",
                plan.interlocks().stream().map(i -> interlock(plan, i)).toList());
        tree.put("remedies", plan.remedies().stream().map(PlanTree::remedy).toList());
        return tree;
    }

    private static Map<String, Object> window(PlannedWindow window) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("opens", window.opens().toString());
        tree.put("closes", window.closes().toString());
        if (window.guarded()) {
            tree.put("guard", "hold");
        }
        return tree;
    }

    private static Map<String, Object> prerequisite(PlannedPrerequisite prerequisite) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("prerequisite", prerequisite.name());
        tree.put("runbook", prerequisite.runbook());
        put(tree, "version", prerequisite.version());
        prerequisite.within().ifPresent(within -> tree.put("within", Durations.format(within)));
        tree.put("parameters", prerequisite.parameters());
        tree.put("outputs", prerequisite.outputs());
        // Where they are not asked for they are left out: plans made before there were such words keep their hashes.
        if (prerequisite.nothingSkipped()) {
            tree.put("nothing-skipped", true);
        }
        if (prerequisite.nothingMarkedDone()) {
            tree.put("nothing-marked-done", true);
        }
        tree.put("because", prerequisite.because());
        return tree;
    }

    private static Map<String, Object> stage(Plan plan, PlannedStage stage) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("stage", stage.name());
        tree.put("title", stage.title());
        tree.put("on", stage.role());
        tree.put("role-title", stage.roleTitle());
        tree.put("hosts", stage.hosts());
        tree.put(
                "needs",
                stage.needs().stream().map(i -> plan.stages().get(i).name()).toList());
        var rolling = new LinkedHashMap<String, Object>();
        rolling.put("canary", stage.limit().canary());
        rolling.put("soak", Durations.format(stage.limit().soak()));
        rolling.put("batch", stage.limit().batch());
        if (stage.limit().maxFailures() != Integer.MAX_VALUE) {
            rolling.put("max-failures", stage.limit().maxFailures());
        }
        tree.put("rolling", rolling);
        if (stage.inWindow()) {
            tree.put("in-window", true);
        }
        tree.put("steps", stage.steps().stream().map(PlanTree::step).toList());
        return tree;
    }

    private static Map<String, Object> step(PlannedStep step) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("step", step.name());
        tree.put("title", step.title());
        step.action().ifPresent(action -> tree.putAll(action(action)));
        step.gate().ifPresent(gate -> tree.put("gate", gate(gate)));
        tree.put("check", step.check());
        tree.put("severity", step.severity().name().toLowerCase(Locale.ROOT));
        step.condition().ifPresent(when -> tree.put("when", when.expression()));
        tree.put("left-out", step.leftOut().stream().sorted().toList());
        tree.put("timeout", Durations.format(step.timeout()));
        tree.put("repeatable", step.repeatable());
        step.retry().ifPresent(retry -> tree.put("retry", retry(retry)));
        step.doneWhen().ifPresent(probe -> tree.put("done-when", action(probe)));
        step.timeoutFrom().ifPresent(measured -> {
            var from = new LinkedHashMap<String, Object>();
            from.put("step", measured.step().toString());
            from.put("times", Double.toString(measured.times()));
            from.put("at-least", Durations.format(measured.atLeast()));
            tree.put("timeout-from", from);
        });
        step.restorePoint().ifPresent(point -> {
            var state = new LinkedHashMap<String, Object>();
            state.put("name", point.name());
            state.put("about", point.about());
            point.restore().ifPresent(restore -> state.put("restore", action(restore)));
            put(state, "by-hand", point.byHand());
            point.timeout().ifPresent(timeout -> state.put("timeout", Durations.format(timeout)));
            tree.put("restore-point", state);
        });
        if (step.rebootIfRequired()) {
            tree.put("reboot-if-required", true);
        }
        var outputs = new LinkedHashMap<String, Object>();
        step.outputs().forEach(output -> outputs.put(output.getName(), output.getPattern()));
        tree.put("outputs", outputs);
        tree.put("on-failure", step.onFailure().name().toLowerCase(Locale.ROOT));
        switch (step.undo()) {
            case Undo.By(var undo) -> tree.put("undo", action(undo));
            case Undo.None(var reason) -> tree.put("undo", Map.of("none", reason));
            case Undo.Unsaid unsaid -> {}
        }
        tree.put("point-of-no-return", step.pointOfNoReturn());
        step.source().ifPresent(source -> {
            var from = new LinkedHashMap<String, Object>();
            from.put("section", source.section());
            from.put("facts", source.facts());
            tree.put("source", from);
        });
        return tree;
    }

    private static Map<String, Object> action(ActionTemplate action) {
        return Map.of(action.action(), action.fields());
    }

    private static Map<String, Object> retry(Runbook.Retry retry) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("attempts", retry.attempts());
        tree.put("backoff", Durations.format(retry.backoff()));
        tree.put("max-backoff", Durations.format(retry.maxBackoff()));
        tree.put("jitter", Double.toString(retry.jitter()));
        return tree;
    }

    private static Map<String, Object> gate(Runbook.Gate gate) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("instructions", gate.instructions());
        tree.put("evidence", gate.evidence().stream().map(PlanTree::evidence).toList());
        tree.put("decide", gate.deciders());
        tree.put("differs-from-starter", gate.differsFromStarter());
        gate.expectedDuration().ifPresent(d -> tree.put("expected-duration", Durations.format(d)));
        return tree;
    }

    private static Map<String, Object> evidence(Runbook.EvidenceField field) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", field.name());
        tree.put("type", field.type().name().toLowerCase(Locale.ROOT));
        tree.put("help", field.help());
        tree.put("required", field.required());
        put(tree, "default", field.defaultValue());
        tree.put("choices", field.choices());
        put(tree, "pattern", field.pattern());
        return tree;
    }

    private static Map<String, Object> interlock(Plan plan, PlannedInterlock interlock) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("interlock", interlock.name());
        tree.put("before", reference(plan, interlock.beforeStage(), interlock.beforeStep()));
        tree.put("require", reference(plan, interlock.requireStage(), interlock.requireStep()));
        tree.put("because", interlock.because());
        return tree;
    }

    /** "stage" or "stage.step". */
    static String reference(Plan plan, int stageIndex, Optional<Integer> step) {
        var stage = plan.stages().get(stageIndex);
        return step.map(s -> stage.name() + "." + stage.steps().get(s).name()).orElse(stage.name());
    }

    private static Map<String, Object> remedy(PlannedRemedy remedy) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("remedy", remedy.name());
        tree.put("title", remedy.title());
        tree.put("step", remedy.step());
        remedy.exitCode().ifPresent(code -> tree.put("exit-code", code));
        put(tree, "output", remedy.output());
        tree.put("explain", remedy.explain());
        remedy.tryAction().ifPresent(action -> tree.put("try", action(action)));
        put(tree, "on", remedy.onRole());
        tree.put("timeout", Durations.format(remedy.timeout()));
        return tree;
    }

    private static void put(Map<String, Object> tree, String key, Optional<String> value) {
        value.ifPresent(text -> tree.put(key, text));
    }
}
