package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.run.RunView.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A run on the bench: inputs in, events and effects out, with a clock that is set by hand. After each event it checks
 * what must always hold ({@link Invariants}), that the effects caused by events add up to those outstanding, and
 * records the moves for {@link MoveCoverageTest}.
 */
final class Bench {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Plan plan;
    final List<RunEvent> journal = new ArrayList<>();
    final List<Effect> effects = new ArrayList<>();
    private Set<Effect> pending = new LinkedHashSet<>();
    private final Invariants invariants = new Invariants();
    private int decisions;
    RunState state;
    Instant now = START;

    Bench(Plan plan) {
        this.plan = plan;
        this.state = RunState.of(plan, new FakeActions());
        apply(List.of(RunCore.planned("r1", plan, "alice", now)));
    }

    static Bench of(String plan) {
        return new Bench(PlanScript.plan(plan));
    }

    /** Planned, owned, started, and every host connected. */
    static Bench started(String plan) {
        Bench bench = of(plan);
        bench.acquire();
        bench.start();
        bench.plan.hosts().keySet().forEach(bench::hello);
        return bench;
    }

    /** The events of this input. */
    List<RunEvent> take(RunInput input) {
        effects.clear();
        return switch (RunCore.decide(state, input)) {
            case Ruling.Accepted accepted -> {
                apply(accepted.events());
                effects.addAll(accepted.answers());
                yield accepted.events();
            }
            case Ruling.Rejected rejected -> throw new RejectedException(rejected.reason());
        };
    }

    private void apply(List<RunEvent> events) {
        for (RunEvent event : events) {
            RunState before = state;
            state = RunCore.evolve(state, event);
            journal.add(event);
            List<Effect> caused = RunCore.caused(state, event);
            effects.addAll(caused);
            addUp(caused);
            Coverage.record(before, state, event);
            invariants.check(before, state, event);
        }
    }

    private void addUp(List<Effect> caused) {
        var outstanding = new LinkedHashSet<>(RunCore.outstanding(state));
        caused.stream()
                .filter(effect -> !(effect instanceof Effect.Acknowledge))
                .forEach(effect -> {
                    assertThat(outstanding).contains(effect);
                    pending.add(effect);
                });
        pending.retainAll(outstanding);
        assertThat(pending).containsExactlyInAnyOrderElementsOf(outstanding);
    }

    /** The state as a controller would have it that has just read the journal. */
    RunState replayed() {
        RunState replayed = RunState.of(plan, new FakeActions());
        for (RunEvent event : journal) {
            replayed = RunCore.evolve(replayed, event);
        }
        return replayed;
    }

    void acquire() {
        take(new RunInput.Acquired(state.term() + 1, "controller-" + (state.term() + 1), now));
    }

    void start() {
        take(new RunInput.Start("alice", now));
    }

    List<RunEvent> hello(String host, AttemptReport... known) {
        return take(new RunInput.HostConnected(
                host, "boot-1", state.host(host).lastAttempt(), 0, Arrays.asList(known), now));
    }

    List<RunEvent> lost(String host) {
        return take(new RunInput.HostLost(host, "connection reset", now));
    }

    List<RunEvent> accepted(String host, long number) {
        return report(new AttemptReport.Accepted(key(host, number)));
    }

    List<RunEvent> runs(String host, long number) {
        return report(new AttemptReport.Started(key(host, number), now, 4711, false));
    }

    List<RunEvent> ended(String host, long number, Outcome outcome) {
        return report(new AttemptReport.Ended(key(host, number), result(outcome)));
    }

    List<RunEvent> succeeded(String host, long number) {
        return ended(host, number, Outcome.SUCCEEDED);
    }

    List<RunEvent> failed(String host, long number) {
        return ended(host, number, Outcome.FAILED);
    }

    List<RunEvent> report(AttemptReport report) {
        return take(new RunInput.AttemptReported(report, now));
    }

    static AttemptKey key(String host, long number) {
        return new AttemptKey(host, number);
    }

    static AttemptResult result(Outcome outcome) {
        return result(outcome, Optional.empty(), "", Map.of());
    }

    static AttemptResult result(Outcome outcome, Optional<Integer> code, String message, Map<String, String> outputs) {
        return new AttemptResult(
                outcome,
                message,
                Optional.empty(),
                outputs,
                code,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    List<RunEvent> decide(String by, DecisionKind kind, String task, String reason) {
        return decide(by, kind, target(task), reason, Map.of());
    }

    List<RunEvent> decide(String by, DecisionKind kind, Target target, String reason, Map<String, String> evidence) {
        return take(new RunInput.Decide("d" + ++decisions, by, kind, target, reason, evidence, now));
    }

    /** From {@code stage.step@host}, {@code @host}, or nothing for the run. */
    static Target target(String task) {
        if (task.isEmpty()) {
            return Target.RUN;
        }
        int dot = task.indexOf('.');
        int at = task.indexOf('@');
        return new Target(
                dot < 0 ? Optional.empty() : Optional.of(task.substring(0, dot)),
                dot < 0 ? Optional.empty() : Optional.of(task.substring(dot + 1, at < 0 ? task.length() : at)),
                at < 0 ? Optional.empty() : Optional.of(task.substring(at + 1)),
                Optional.empty(),
                Optional.empty());
    }

    /** Lets time pass, with the timers that fire in it, in order. */
    List<RunEvent> pass(Duration duration) {
        var events = new ArrayList<RunEvent>();
        var caused = new ArrayList<Effect>();
        Instant until = now.plus(duration);
        while (true) {
            Optional<Map.Entry<TimerKey, Instant>> next = state.timers.entrySet().stream()
                    .filter(e -> !e.getValue().isAfter(until))
                    .min(Map.Entry.comparingByValue());
            if (next.isEmpty()) {
                break;
            }
            now = next.get().getValue();
            events.addAll(take(new RunInput.TimerFired(next.get().getKey(), now)));
            caused.addAll(effects);
        }
        effects.clear();
        effects.addAll(caused);
        now = until;
        return events;
    }

    TaskView task(String text) {
        Target target = target(text);
        return state.task(
                        target.stage().orElseThrow(),
                        target.step().orElseThrow(),
                        target.host().orElseThrow())
                .orElseThrow();
    }

    TaskState stateOf(String task) {
        return task(task).state();
    }

    /** The attempt that is out on a host. */
    Optional<Attempt> out(String host) {
        return state.host(host).busy().map(state.attempts::get);
    }

    static TaskKey taskKey(String text) {
        Target target = target(text);
        return new TaskKey(
                target.stage().orElseThrow(),
                target.step().orElseThrow(),
                target.host().orElseThrow(),
                1);
    }

    /** An input was turned away. */
    static final class RejectedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RejectedException(String reason) {
            super(reason);
        }
    }
}
