package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.controller.runbook.Runbook.EvidenceField;
import dev.banksman.controller.runbook.Runbook.Gate;
import dev.banksman.controller.runbook.Runbook.Step;
import dev.banksman.controller.runbook.Runbook.Undo;
import dev.banksman.controller.runbook.syntax.ActionSyntax;
import dev.banksman.controller.runbook.syntax.OnlyLooks;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/** Checks one step by itself. */
final class StepChecks {
    private static final String LOOKS = "an action that only looks";

    private StepChecks() {}

    static void check(Step step, String path, Problems problems) {
        step.gate().ifPresent(gate -> gate(step, gate, path, problems));
        step.action().ifPresent(action -> {
            nested(action, path, problems);
            if (step.check()) {
                onlyLooks(action, path + "." + action.action(), problems);
            }
        });
        step.doneWhen().ifPresent(probe -> {
            onlyLooks(probe, path + ".done-when." + probe.action(), problems);
            nested(probe, path + ".done-when", problems);
        });
        if (step.undo() instanceof Undo.By(var undo)) {
            nested(undo, path + ".undo", problems);
        }
        if (step.check()) {
            notOnCheck(step, path, problems);
        } else if (step.severity() == Runbook.Severity.WARN) {
            problems.add(step.at(), path + ".severity", "severity without check", "check: true", "");
        }
        if (step.retry().isPresent() && !step.repeatable()) {
            var hint = "say repeatable: true if it may be done twice, or give a done-when and let a person decide";
            problems.add(
                    step.at(), path + ".retry", "retry on a step that is not repeatable", "repeatable: true", hint);
        }
        step.retry().filter(r -> r.maxBackoff().compareTo(r.backoff()) < 0).ifPresent(r -> {
            var expected = "at least the backoff";
            problems.add(step.at(), path + ".retry.max-backoff", "less than the backoff", expected, "");
        });
        if (step.gate().isEmpty() && step.timeout().isZero()) {
            problems.add(step.at(), path + ".timeout", "0s", "some time", "");
        }
    }

    private static void notOnCheck(Step step, String path, Problems problems) {
        var found = step.doneWhen().isPresent()
                ? "done-when"
                : !(step.undo() instanceof Undo.Unsaid)
                        ? "undo"
                        : step.pointOfNoReturn()
                                ? "point-of-no-return"
                                : step.rebootIfRequired() ? "reboot-if-required" : "";
        if (!found.isEmpty()) {
            problems.add(step.at(), path + "." + found, found + " on a check", "a check, which changes nothing", "");
        }
    }

    private static void gate(Step step, Gate gate, String path, Problems problems) {
        var names = new HashSet<String>();
        for (var i = 0; i < gate.evidence().size(); i++) {
            var evidence = gate.evidence().get(i);
            var where = path + ".gate.evidence[" + i + "]";
            if (!names.add(evidence.name())) {
                problems.add(step.at(), where, "the name " + evidence.name() + " a second time", "each name once", "");
            }
            ParameterChecks.declaration(parameter(evidence, step.at()), where, problems);
        }
    }

    private static Runbook.Parameter parameter(EvidenceField field, Position at) {
        return new Runbook.Parameter(
                field.name(),
                field.type(),
                field.help(),
                field.defaultValue().filter(text -> !text.contains("${")),
                field.choices(),
                field.pattern(),
                Optional.empty(),
                at);
    }

    private static void onlyLooks(ActionTemplate action, String path, Problems problems) {
        OnlyLooks.objection(action).ifPresent(why -> problems.add(action.at(), path, why, LOOKS, ""));
    }

    /** Actions inside an action ({@code wait: until}) must only look. */
    static void nested(ActionTemplate action, String path, Problems problems) {
        var kind = ActionSyntax.kind(action.action());
        if (kind.isEmpty()) {
            return;
        }
        for (var field : kind.get().getMessageType().getFields()) {
            if (field.getJavaType() == com.google.protobuf.Descriptors.FieldDescriptor.JavaType.MESSAGE
                    && field.getMessageType().getFullName().equals("banksman.agent.v1.Action")
                    && action.fields().get(ActionSyntax.key(field)) instanceof Map<?, ?> inner) {
                inner.forEach((name, fields) -> {
                    if (fields instanceof Map<?, ?> tree) {
                        var copy = new java.util.LinkedHashMap<String, Object>();
                        tree.forEach((k, v) -> copy.put(String.valueOf(k), v));
                        var nested = new ActionTemplate(String.valueOf(name), copy, action.at());
                        var where = path + "." + action.action() + "." + ActionSyntax.key(field);
                        onlyLooks(nested, where, problems);
                        nested(nested, where, problems);
                    }
                });
            }
        }
    }
}
