package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.RunInput.Decide;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.run.RunView.Question;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.runbook.Runbook.EvidenceField;
import dev.banksman.controller.runbook.Runbook.Gate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two people in a rehearsal who decide whatever lets the run go on: they approve gates, have a failed step tried again once
 * its cause is mended, and let a held run go on. What they write down as evidence is made up.
 */
final class RehearsedPeople {

    private static final String FIRST = "somebody";
    private static final String SECOND = "somebody else";
    private static final String REASON = "rehearsed";
    /** Where evidence must fit an expression, one of these often does. */
    private static final List<String> LIKELY =
            List.of(REASON, "1", "0", "A", "A1", "A-1", "yes", "100", "1.0", "1.2.3.4", "2026-01-01", "C:\\A", "/a");
    /** A task that is put before them again and again is marked done at last: every rehearsal ends. */
    private static final int TRIES = 3;

    private final Map<String, PlannedStep> steps = new HashMap<>();
    private final Map<TaskKey, Integer> asked = new HashMap<>();
    private int decisions;

    RehearsedPeople(Plan plan) {
        plan.stages()
                .forEach(stage -> stage.steps().forEach(step -> steps.put(stage.name() + "." + step.name(), step)));
    }

    Optional<Gate> gate(TaskKey task) {
        return Optional.ofNullable(steps.get(task.stage() + "." + task.step())).flatMap(PlannedStep::gate);
    }

    /** Their answers to a task, best first: each but the first is for the case that those before it are turned away. */
    List<DecisionKind> answers(TaskView task) {
        Question question = task.question().orElseThrow();
        int times = asked.merge(task.key(), 1, Integer::sum);
        List<DecisionKind> wanted = times > TRIES
                ? List.of(DecisionKind.MARK_DONE, DecisionKind.SKIP, DecisionKind.EXCLUDE_HOST)
                : List.of(
                        DecisionKind.OVERRIDE_INTERLOCK,
                        DecisionKind.APPROVE,
                        DecisionKind.RETRY,
                        DecisionKind.MARK_DONE,
                        DecisionKind.SKIP);
        return wanted.stream().filter(question.choices()::contains).toList();
    }

    /** What it takes for an answer: overriding an interlock takes both of them. */
    List<Decide> decide(TaskView task, DecisionKind kind, Instant at) {
        var target = new Target(
                Optional.of(task.key().stage()),
                Optional.of(task.key().step()),
                Optional.of(task.key().host()),
                Optional.empty(),
                kind == DecisionKind.OVERRIDE_INTERLOCK
                        ? task.question().flatMap(Question::interlock)
                        : Optional.empty());
        Map<String, String> evidence = switch (kind) {
            case APPROVE -> evidence(task.key());
            case MARK_DONE -> Map.of("seen", REASON);
            default -> Map.of();
        };
        var first = decide(FIRST, kind, target, evidence, at);
        return kind == DecisionKind.OVERRIDE_INTERLOCK
                ? List.of(first, decide(SECOND, kind, target, evidence, at))
                : List.of(first);
    }

    Decide resume(Instant at) {
        return decide(FIRST, DecisionKind.RESUME, Target.RUN, Map.of(), at);
    }

    private Decide decide(String by, DecisionKind kind, Target target, Map<String, String> evidence, Instant at) {
        return new Decide("rehearsed-" + ++decisions, by, kind, target, REASON, evidence, at);
    }

    private Map<String, String> evidence(TaskKey task) {
        var evidence = new HashMap<String, String>();
        gate(task).stream()
                .flatMap(gate -> gate.evidence().stream())
                .filter(field -> field.required() && field.defaultValue().isEmpty())
                .forEach(field -> evidence.put(field.name(), value(field)));
        return evidence;
    }

    private static String value(EvidenceField field) {
        if (!field.choices().isEmpty()) {
            return field.choices().getFirst();
        }
        if (field.pattern().isPresent()) {
            return LIKELY.stream()
                    .filter(value -> value.matches(field.pattern().get()))
                    .findFirst()
                    .orElse(REASON);
        }
        return switch (field.type()) {
            case INTEGER -> "1";
            case BOOLEAN -> "true";
            case DURATION -> "1m";
            case TIME -> "2026-01-01T00:00Z";
            case STRING, PATH, CHOICE, LIST -> REASON;
        };
    }
}
