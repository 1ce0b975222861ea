package dev.banksman.controller.simulate;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.RunView.HostView;
import dev.banksman.controller.run.RunView.Question;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.runbook.Runbook.EvidenceField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two people who decide: at random while things go wrong, and at the end whatever lets the run go on. */
public final class SimulatedPeople {
    private static final List<String> NAMES = List.of("ann", "ben");

    private final Plan plan;
    private final Chance chance;
    private final Schedule schedule;
    private int decisions;

    public SimulatedPeople(Plan plan, Chance chance, Schedule schedule) {
        this.plan = plan;
        this.chance = chance;
        this.schedule = schedule;
    }

    /** Something, sensible or not. */
    public RunInput.Decide anything(RunView state) {
        List<TaskView> waiting = state.awaitingDecision();
        if (!waiting.isEmpty() && chance.happens(0.85)) {
            return answer(chance.of(waiting));
        }
        double what = chance.fraction();
        if (what < 0.35) {
            return decision(state.paused() ? DecisionKind.RESUME : DecisionKind.PAUSE, Target.RUN, Map.of());
        }
        if (what < 0.75) {
            return decision(DecisionKind.RESUME, Target.RUN, Map.of());
        }
        if (what < 0.99) {
            HostView host = chance.of(state.hosts());
            return decision(
                    host.excluded() ? DecisionKind.INCLUDE_HOST : DecisionKind.EXCLUDE_HOST,
                    target(Optional.empty(), host.host(), Optional.empty(), Optional.empty()),
                    Map.of());
        }
        return decision(DecisionKind.ABORT, Target.RUN, Map.of());
    }

    private RunInput.Decide answer(TaskView task) {
        Question question = task.question().orElseThrow();
        DecisionKind kind = question.choices().contains(DecisionKind.GO_BACK) && chance.happens(0.4)
                ? DecisionKind.GO_BACK
                : chance.of(question.choices());
        if (kind == DecisionKind.ABORT && chance.happens(0.9)) {
            kind = question.choices().getFirst();
        }
        return about(task, kind, chance.of(NAMES));
    }

    /** Lets a run go on that waits for people: one decision after another, until nobody is asked any more. */
    public List<RunInput.Decide> whateverHelps(RunView state) {
        var inputs = new ArrayList<RunInput.Decide>();
        if (state.paused() || state.holdReason().isPresent()) {
            inputs.add(decision(DecisionKind.RESUME, Target.RUN, Map.of()));
        }
        for (TaskView task : state.awaitingDecision()) {
            Question question = task.question().orElseThrow();
            if (question.choices().contains(DecisionKind.OVERRIDE_INTERLOCK)) {
                NAMES.forEach(name -> inputs.add(about(task, DecisionKind.OVERRIDE_INTERLOCK, name)));
            } else if (question.choices().contains(DecisionKind.APPROVE)) {
                inputs.add(about(task, DecisionKind.APPROVE, "ann"));
            } else {
                inputs.add(about(task, DecisionKind.MARK_DONE, "ann"));
            }
        }
        return inputs;
    }

    private RunInput.Decide about(TaskView task, DecisionKind kind, String by) {
        Question question = task.question().orElseThrow();
        Optional<String> remedy =
                question.remedies().isEmpty() ? Optional.empty() : Optional.of(chance.of(question.remedies()));
        Map<String, String> evidence = switch (kind) {
            case APPROVE -> evidence(task);
            case MARK_DONE -> Map.of("seen", "yes");
            default -> Map.of();
        };
        return new RunInput.Decide(
                "decision-" + ++decisions,
                by,
                kind,
                kind == DecisionKind.GO_BACK
                        ? back()
                        : target(
                                Optional.of(task),
                                task.key().host(),
                                remedy,
                                kind == DecisionKind.OVERRIDE_INTERLOCK ? question.interlock() : Optional.empty()),
                "simulated",
                evidence,
                schedule.now());
    }

    /** To any of the plan's restore points: there may be no way to it now. */
    private Target back() {
        var points = plan.stages().stream()
                .flatMap(stage -> stage.steps().stream())
                .flatMap(step -> step.restorePoint().stream())
                .map(point -> point.name())
                .toList();
        return new Target(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(chance.of(points)));
    }

    private RunInput.Decide decision(DecisionKind kind, Target target, Map<String, String> evidence) {
        return new RunInput.Decide(
                "decision-" + ++decisions, chance.of(NAMES), kind, target, "simulated", evidence, schedule.now());
    }

    private static Target target(
            Optional<TaskView> task, String host, Optional<String> remedy, Optional<String> interlock) {
        return new Target(
                task.map(t -> t.key().stage()), task.map(t -> t.key().step()), Optional.of(host), remedy, interlock);
    }

    private Map<String, String> evidence(TaskView task) {
        PlannedStep step = plan.stages().stream()
                .filter(s -> s.name().equals(task.key().stage()))
                .flatMap(s -> s.steps().stream())
                .filter(s -> s.name().equals(task.key().step()))
                .findFirst()
                .orElseThrow();
        var evidence = new HashMap<String, String>();
        step.gate().stream()
                .flatMap(gate -> gate.evidence().stream())
                .forEach(field -> evidence.put(field.name(), value(field)));
        return evidence;
    }

    private static String value(EvidenceField field) {
        if (!field.choices().isEmpty()) {
            return field.choices().getFirst();
        }
        return switch (field.type()) {
            case INTEGER -> "1";
            case BOOLEAN -> "true";
            case DURATION -> "1m";
            case TIME -> "2026-01-01T00:00Z";
            case STRING, PATH, CHOICE, LIST -> "X";
        };
    }
}
