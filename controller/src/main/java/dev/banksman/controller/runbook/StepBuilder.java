package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.controller.runbook.Runbook.EvidenceField;
import dev.banksman.controller.runbook.Runbook.Gate;
import dev.banksman.controller.runbook.Runbook.Measured;
import dev.banksman.controller.runbook.Runbook.OnFailure;
import dev.banksman.controller.runbook.Runbook.RestorePoint;
import dev.banksman.controller.runbook.Runbook.Retry;
import dev.banksman.controller.runbook.Runbook.Severity;
import dev.banksman.controller.runbook.Runbook.Step;
import dev.banksman.controller.runbook.Runbook.Undo;
import dev.banksman.controller.runbook.syntax.RunbookSyntax;
import dev.banksman.controller.runbook.yaml.YamlNode;
import dev.banksman.controller.runbook.yaml.YamlNode.Mapping;
import dev.banksman.controller.runbook.yaml.YamlNode.Scalar;
import dev.banksman.controller.runbook.yaml.YamlNode.Sequence;
import dev.banksman.proto.agent.v1.OutputRule;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Makes the records of a step. */
final class StepBuilder {
    private static final List<String> EVERYONE = List.of("operator", "approver", "admin");

    private StepBuilder() {}

    static Step build(Cursor block) {
        var name = block.textOr("step", "");
        var check = block.flag("check", false);
        var gate = block.get("gate").map(StepBuilder::gate);
        return new Step(
                name,
                block.textOr("title", name),
                action(block, RunbookSyntax.ACTIONS.names()),
                gate,
                check,
                block.textOr("severity", "fail").equals("warn") ? Severity.WARN : Severity.FAIL,
                RunbookBuilder.condition(block),
                block.span("timeout").orElse(gate.isPresent() ? Duration.ZERO : RunbookBuilder.TIMEOUT),
                block.get("timeout-from").map(StepBuilder::measured),
                check || block.flag("repeatable", false),
                block.get("retry").map(StepBuilder::retry),
                block.get("done-when").flatMap(c -> action(c, RunbookSyntax.ACTIONS.names())),
                block.flag("reboot-if-required", false),
                outputs(block),
                onFailure(block),
                undo(block),
                block.get("restore-point").map(StepBuilder::restorePoint),
                block.flag("point-of-no-return", false),
                RunbookBuilder.source(block),
                block.at("step"));
    }

    /** The first action key that the block has. */
    static Optional<ActionTemplate> action(Cursor block, List<String> names) {
        return block.entries().stream()
                .filter(entry -> names.contains(entry.key().text()))
                .findFirst()
                .filter(entry -> entry.value() instanceof Mapping)
                .map(entry -> {
                    var fields = new LinkedHashMap<String, Object>();
                    for (var field : ((Mapping) entry.value()).entries()) {
                        fields.put(field.key().text(), tree(field.value()));
                    }
                    return new ActionTemplate(
                            entry.key().text(),
                            Collections.unmodifiableMap(fields),
                            entry.key().at());
                });
    }

    private static Object tree(YamlNode node) {
        return switch (node) {
            case Scalar scalar -> scalar.text();
            case Sequence sequence ->
                sequence.items().stream().map(StepBuilder::tree).toList();
            case Mapping mapping -> {
                var fields = new LinkedHashMap<String, Object>();
                mapping.entries().forEach(e -> fields.put(e.key().text(), tree(e.value())));
                yield Collections.unmodifiableMap(fields);
            }
        };
    }

    private static Gate gate(Cursor block) {
        var deciders = block.texts("decide");
        return new Gate(
                block.textOr("instructions", "").strip(),
                block.items("evidence").stream().map(StepBuilder::evidence).toList(),
                deciders.isEmpty() ? EVERYONE : deciders,
                block.flag("differs-from-starter", false),
                block.span("expected-duration"));
    }

    private static EvidenceField evidence(Cursor block) {
        return new EvidenceField(
                block.textOr("name", ""),
                RunbookBuilder.type(block),
                block.textOr("help", ""),
                block.flag("required", true),
                block.text("default"),
                block.texts("choices"),
                block.text("pattern"));
    }

    private static Measured measured(Cursor block) {
        return new Measured(
                RunbookBuilder.reference(block, "step"),
                block.decimal("times").orElse(1.0),
                block.span("at-least").orElse(Duration.ofMinutes(1)));
    }

    private static RestorePoint restorePoint(Cursor block) {
        return new RestorePoint(
                block.textOr("name", ""),
                block.textOr("about", "").strip(),
                block.get("restore").flatMap(c -> action(c, RunbookSyntax.ACTIONS.names())),
                block.text("by-hand"),
                block.span("timeout"),
                block.at("name"));
    }

    private static Retry retry(Cursor block) {
        return new Retry(
                block.whole("attempts").orElse(1),
                block.span("backoff").orElse(Duration.ofSeconds(5)),
                block.span("max-backoff").orElse(Duration.ofMinutes(5)),
                block.decimal("jitter").orElse(0.2));
    }

    private static List<OutputRule> outputs(Cursor block) {
        return block.get("outputs").map(Cursor::entries).orElse(List.of()).stream()
                .map(entry -> OutputRule.newBuilder()
                        .setName(entry.key().text())
                        .setPattern(new Cursor(entry.value()).scalar().orElse(""))
                        .build())
                .toList();
    }

    private static OnFailure onFailure(Cursor block) {
        return switch (block.textOr("on-failure", "hold")) {
            case "fail" -> OnFailure.FAIL;
            case "continue" -> OnFailure.CONTINUE;
            default -> OnFailure.HOLD;
        };
    }

    private static Undo undo(Cursor block) {
        var undo = block.get("undo");
        if (undo.isEmpty()) {
            return new Undo.Unsaid();
        }
        var action = undo.flatMap(c -> action(c, RunbookSyntax.ACTIONS.names()));
        if (action.isPresent()) {
            return new Undo.By(action.get());
        }
        return undo.flatMap(c -> c.text("none")).<Undo>map(Undo.None::new).orElse(new Undo.Unsaid());
    }
}
