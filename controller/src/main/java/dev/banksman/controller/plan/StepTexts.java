package dev.banksman.controller.plan;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.controller.runbook.Runbook.Undo;
import dev.banksman.controller.runbook.syntax.ActionSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the texts of a step in which {@code ${...}} is expanded. Verbatim ones are not among them. */
final class StepTexts {
    private final List<Found> found = new ArrayList<>();

    private StepTexts() {}

    /**
     * @param field the message's field the text is for, where it is part of an action
     * @param afterItself whether the step's own outputs are known by then
     */
    record Found(String text, String path, Position at, Optional<FieldDescriptor> field, boolean afterItself) {}

    static List<Found> of(PlannedStep step, Position at, String path) {
        var texts = new StepTexts();
        texts.add(step.title(), path + ".title", at);
        step.action().ifPresent(action -> texts.action(action, path, false));
        step.doneWhen().ifPresent(probe -> texts.action(probe, path + ".done-when", false));
        if (step.undo() instanceof Undo.By(var undo)) {
            texts.action(undo, path + ".undo", true);
        }
        step.restorePoint()
                .flatMap(point -> point.restore())
                .ifPresent(restore -> texts.action(restore, path + ".restore-point.restore", true));
        step.gate().ifPresent(gate -> {
            texts.add(gate.instructions(), path + ".gate.instructions", at);
            gate.evidence()
                    .forEach(evidence -> evidence.defaultValue()
                            .ifPresent(text -> texts.add(text, path + ".gate.evidence." + evidence.name(), at)));
        });
        return texts.found;
    }

    static List<Found> of(ActionTemplate action, String path) {
        var texts = new StepTexts();
        texts.action(action, path, false);
        return texts.found;
    }

    private void add(String text, String path, Position at) {
        if (text.contains("${")) {
            found.add(new Found(text, path, at, Optional.empty(), false));
        }
    }

    private void action(ActionTemplate action, String path, boolean afterItself) {
        ActionSyntax.kind(action.action())
                .ifPresent(
                        kind -> value(kind, action.fields(), path + "." + action.action(), action.at(), afterItself));
    }

    private void value(FieldDescriptor field, Object value, String path, Position at, boolean afterItself) {
        if (value instanceof List<?> items) {
            for (var i = 0; i < items.size(); i++) {
                value(field, items.get(i), path + "[" + i + "]", at, afterItself);
            }
        } else if (value instanceof Map<?, ?> fields && field.getJavaType() == JavaType.MESSAGE) {
            fields.forEach((key, inner) -> inner(field, String.valueOf(key))
                    .ifPresent(f -> value(f, inner, path + "." + key, at, afterItself)));
        } else if (value instanceof String text && text.contains("${") && !ActionSyntax.verbatim(field)) {
            found.add(new Found(text, path, at, Optional.of(field), afterItself));
        }
    }

    private static Optional<FieldDescriptor> inner(FieldDescriptor field, String key) {
        return field.isMapField()
                ? Optional.of(field.getMessageType().findFieldByName("value"))
                : field.getMessageType().getFields().stream()
                        .filter(f -> ActionSyntax.key(f).equals(key))
                        .findFirst();
    }
}
