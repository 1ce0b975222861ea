package dev.banksman.controller.forecast;

import dev.banksman.controller.forecast.RunTimes.TaskTime;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads off a run's events how long its tasks took. Takes them one by one, from the first; for one thread. */
public final class TimesReader {

    /** A task within its stage, whatever its generation. */
    private record Task(String stage, String step, String host) {}

    private record Sent(Task task, Purpose purpose, Instant at) {}

    private final Plan plan;
    private final Map<String, PlannedStage> stages = new HashMap<>();
    private final Set<String> gates = new HashSet<>();
    private final Map<AttemptKey, Sent> sent = new HashMap<>();
    private final Map<Task, Instant> begun = new HashMap<>();
    private final Map<Task, Instant> asked = new HashMap<>();
    private final Set<Task> seenByPeople = new HashSet<>();
    private final Map<Task, TaskTime> times = new LinkedHashMap<>();
    private String run = "";
    private Instant planned = Instant.EPOCH;
    private boolean complete;

    public TimesReader(Plan plan) {
        this.plan = plan;
        for (PlannedStage stage : plan.stages()) {
            stages.put(stage.name(), stage);
            for (PlannedStep step : stage.steps()) {
                if (step.gate().isPresent()) {
                    gates.add(stage.name() + "." + step.name());
                }
            }
        }
    }

    public void take(RunEvent event) {
        switch (event) {
            case RunEvent.RunPlanned e -> {
                run = e.run();
                planned = e.at();
            }
            case RunEvent.AttemptDispatched e -> {
                Task task = task(e.task());
                sent.put(e.attempt(), new Sent(task, e.purpose(), e.at()));
                begun.putIfAbsent(task, e.at());
            }
            case RunEvent.AttemptEnded e ->
                Optional.ofNullable(sent.remove(e.attempt()))
                        .filter(was -> e.result().outcome() == Outcome.SUCCEEDED && !e.late())
                        .ifPresent(was -> succeeded(was, e.at()));
            case RunEvent.DecisionAsked e -> {
                Task task = task(e.task());
                asked.putIfAbsent(task, e.at());
                seenByPeople.add(task);
            }
            case RunEvent.DecisionTaken e -> decided(e);
            case RunEvent.WentBack e -> {
                begun.clear();
                asked.clear();
                seenByPeople.clear();
            }
            case RunEvent.RunEnded e -> complete = true;
            default -> {
                // Nothing of it says how long a task took.
            }
        }
    }

    private static Task task(TaskKey key) {
        return new Task(key.stage(), key.step(), key.host());
    }

    private void succeeded(Sent attempt, Instant at) {
        boolean work = attempt.purpose() == Purpose.EXECUTE || attempt.purpose() == Purpose.REBOOT;
        if (!work) {
            return;
        }
        boolean restart = attempt.purpose() == Purpose.REBOOT;
        Instant from = seenByPeople.contains(attempt.task()) && !restart
                ? attempt.at()
                : begun.getOrDefault(attempt.task(), attempt.at());
        // A restart that a person's retry led to ends what that retry began.
        if (restart && seenByPeople.contains(attempt.task()) && times.containsKey(attempt.task())) {
            put(attempt.task(), false, times.get(attempt.task()).took().plus(Duration.between(attempt.at(), at)));
        } else {
            put(attempt.task(), false, Duration.between(from, at));
        }
    }

    private void decided(RunEvent.DecisionTaken event) {
        Target target = event.target();
        if (target.stage().isEmpty() || target.step().isEmpty() || target.host().isEmpty()) {
            return;
        }
        var task = new Task(
                target.stage().get(), target.step().get(), target.host().get());
        Instant since = asked.remove(task);
        if (since == null) {
            return;
        }
        if (gates.contains(task.stage() + "." + task.step()) && event.kind() == DecisionKind.APPROVE) {
            put(task, true, Duration.between(since, event.at()));
        }
    }

    private void put(Task task, boolean gate, Duration took) {
        PlannedStage stage = stages.get(task.stage());
        // A clock that was set back in between says nothing about how long something took.
        if (stage != null && !took.isNegative()) {
            times.put(task, new TaskTime(task.stage(), task.step(), stage.role(), task.host(), gate, took));
        }
    }

    public RunTimes done() {
        return new RunTimes(
                run, plan.runbook(), plan.runbookVersion(), planned, complete, new ArrayList<>(times.values()));
    }
}
