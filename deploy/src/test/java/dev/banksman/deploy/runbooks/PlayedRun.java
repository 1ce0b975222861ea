package dev.banksman.deploy.runbooks;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.run.AttemptReport;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.Effect;
import dev.banksman.controller.run.PlanActions;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunCore;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunState;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.run.TimerKey;
import dev.banksman.controller.runbook.Runbook.EvidenceField;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One run of a plan on the core, in which every command succeeds at once and every gate is approved. What the commands
 * show is made up; that each can be sent with all its texts filled in is what it proves.
 */
final class PlayedRun {
    private static final String STARTER = "ann";
    private static final String APPROVER = "ben";

    private final Plan plan;
    private final Function<Effect.Dispatch, Map<String, String>> outputs;
    private final ArrayDeque<Effect> todo = new ArrayDeque<>();
    private final Map<TimerKey, Instant> timers = new HashMap<>();
    private final TreeMap<String, Effect.Dispatch> sent = new TreeMap<>();
    private RunState state;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int decisions;

    private PlayedRun(Plan plan, PlanActions actions, Function<Effect.Dispatch, Map<String, String>> outputs) {
        this.plan = plan;
        this.outputs = outputs;
        this.state = RunState.of(plan, actions);
    }

    /** Where the run is when nothing is left to do, which is its end unless something went wrong. */
    static RunState play(Plan plan, PlanActions actions, Function<Effect.Dispatch, Map<String, String>> outputs) {
        return new PlayedRun(plan, actions, outputs).play();
    }

    private RunState play() {
        append(List.of(RunCore.planned("played", plan, STARTER, now)));
        take(new RunInput.Acquired(1, "controller", now));
        plan.hosts().keySet().forEach(host -> take(new RunInput.HostConnected(host, "boot", 0, 0, List.of(), now)));
        var met = new HashMap<String, String>();
        plan.prerequisites().forEach(needed -> met.put(needed.name(), "run-before"));
        take(new RunInput.Start(STARTER, met, now));
        while (state.endedAt().isEmpty() && (work() || approve() || timer())) {
            now = now.plusSeconds(1);
        }
        return state;
    }

    private boolean work() {
        if (todo.isEmpty()) {
            return false;
        }
        while (!todo.isEmpty()) {
            switch (todo.poll()) {
                case Effect.Dispatch dispatch -> carryOut(dispatch);
                case Effect.SetTimer timer -> timers.put(timer.timer(), timer.due());
                case Effect.Cancel cancel -> throw new AssertionError("nothing is to be cancelled: " + cancel);
                case Effect.Acknowledge done -> {}
                case Effect.Finish done -> {}
            }
        }
        return true;
    }

    private void carryOut(Effect.Dispatch dispatch) {
        if (sent.put(dispatch.attempt().toString(), dispatch) == null) {
            take(new RunInput.AttemptReported(new AttemptReport.Accepted(dispatch.attempt()), now));
            take(new RunInput.AttemptReported(new AttemptReport.Started(dispatch.attempt(), now, 1, false), now));
            var result = new AttemptResult(
                    Outcome.SUCCEEDED,
                    "",
                    Optional.empty(),
                    outputs.apply(dispatch),
                    Optional.of(0),
                    false,
                    Optional.of(now),
                    Optional.of(now.plusSeconds(1)),
                    List.of());
            take(new RunInput.AttemptReported(new AttemptReport.Ended(dispatch.attempt(), result), now));
        }
    }

    private boolean approve() {
        for (var task : state.awaitingDecision()) {
            if (task.gate()) {
                take(new RunInput.Decide(
                        "decision-" + ++decisions,
                        APPROVER,
                        DecisionKind.APPROVE,
                        new RunInput.Target(
                                Optional.of(task.key().stage()),
                                Optional.of(task.key().step()),
                                Optional.of(task.key().host()),
                                Optional.empty(),
                                Optional.empty()),
                        "as expected",
                        evidence(task),
                        now));
                return true;
            }
        }
        return false;
    }

    private boolean timer() {
        var next = timers.entrySet().stream().min(Map.Entry.comparingByValue());
        next.ifPresent(timer -> {
            timers.remove(timer.getKey());
            now = now.isBefore(timer.getValue()) ? timer.getValue() : now;
            take(new RunInput.TimerFired(timer.getKey(), now));
        });
        return next.isPresent()
                && now.isBefore(Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(400)));
    }

    private void take(RunInput input) {
        switch (RunCore.decide(state, input)) {
            case Ruling.Accepted accepted -> {
                append(accepted.events());
                todo.addAll(accepted.answers());
            }
            case Ruling.Rejected(var reason) -> throw new AssertionError(input + " is turned away: " + reason);
        }
    }

    private void append(List<RunEvent> events) {
        for (var event : events) {
            state = RunCore.evolve(state, event);
            todo.addAll(RunCore.caused(state, event));
        }
    }

    private Map<String, String> evidence(TaskView task) {
        var given = new HashMap<String, String>();
        step(task).gate().orElseThrow().evidence().forEach(field -> given.put(field.name(), value(field)));
        return given;
    }

    private PlannedStep step(TaskView task) {
        return plan.stages().stream()
                .filter(stage -> stage.name().equals(task.key().stage()))
                .flatMap(stage -> stage.steps().stream())
                .filter(step -> step.name().equals(task.key().step()))
                .findFirst()
                .orElseThrow();
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
            case STRING, PATH, CHOICE, LIST -> field.pattern().isPresent() ? "2025-12-01" : "C:/a/b";
        };
    }
}
