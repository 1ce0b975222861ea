package dev.banksman.controller.simulate;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.Effect;
import dev.banksman.controller.run.FakeActions;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunState;
import dev.banksman.controller.run.RunView.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A run of a plan by the simulated controller and the simulated agents, whose commands take given times and succeed, and
 * whose gates people decide after a given time. Nothing of the forecast is in it: it stands for the real thing.
 */
final class PacedRun {
    static final Instant START = Instant.parse("2026-03-07T21:00:00Z");

    private final Schedule schedule = new Schedule(START);
    private final Truth truth = new Truth();
    private final Map<String, SimulatedAgent> agents = new HashMap<>();
    private final Set<TaskKey> decided = new HashSet<>();
    private final SimulatedPeople people;
    private final Duration atGates;
    private final SimulatedController controller;

    PacedRun(Plan plan, Function<TaskKey, Duration> takes, Duration atGates) {
        this.atGates = atGates;
        people = new SimulatedPeople(plan, new Chance(1), schedule);
        Behaviour behaviour = (attempt, task, purpose) -> new Behaviour.Course(
                purpose == Purpose.EXECUTE ? takes.apply(task) : Duration.ofSeconds(1),
                Results.of(purpose == Purpose.PROBE ? Outcome.FAILED : Outcome.SUCCEEDED, Optional.empty()));
        plan.hosts()
                .keySet()
                .forEach(host -> agents.put(host, new SimulatedAgent(host, schedule, behaviour, truth, this::report)));
        controller = new SimulatedController(
                plan, new FakeActions(), schedule, this::toAgent, List.of(), truth::compare, () -> false);
        controller.startUp();
        controller.take(new RunInput.Start("ann", schedule.now()));
        agents.values()
                .forEach(agent -> controller.take(new RunInput.HostConnected(
                        agent.host, agent.bootId(), agent.highest(), 0, agent.known(), schedule.now())));
    }

    private void report(AttemptReport report) {
        controller.take(new RunInput.AttemptReported(report, schedule.now()));
    }

    private void toAgent(String host, Effect effect) {
        agents.get(host).take(effect);
    }

    /** On until a moment, or the end. */
    void runUntil(Instant until) {
        people();
        while (!controller.over() && schedule.step(until)) {
            people();
        }
    }

    Instant runToEnd() {
        runUntil(START.plus(Duration.ofDays(30)));
        return controller.state().endedAt().orElseThrow();
    }

    private void people() {
        for (TaskView task : controller.state().awaitingDecision()) {
            if (decided.add(task.key())) {
                schedule.after(
                        atGates,
                        () -> people.whateverHelps(controller.state()).stream()
                                .filter(decision -> decision.target()
                                        .step()
                                        .equals(Optional.of(task.key().step())))
                                .forEach(controller::take));
            }
        }
    }

    Instant now() {
        return schedule.now();
    }

    RunState state() {
        return controller.state();
    }

    List<RunEvent> journal() {
        return controller.journal();
    }
}
