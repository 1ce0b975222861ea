package dev.banksman.controller.report;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.TaskState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A run in whatever state a test wants: tasks wait unless told otherwise. */
final class FakeRun implements RunView {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Plan plan;
    private final Map<String, TaskView> known = new HashMap<>();

    FakeRun(Plan plan) {
        this.plan = plan;
    }

    /** {@code task} is {@code stage.step@host}. */
    FakeRun task(String task, TaskState state, String reason, Map<String, String> outputs) {
        var parts = task.split("[.@]", 3);
        var key = new TaskKey(parts[0], parts[1], parts[2], 1);
        known.put(
                task,
                new TaskView(
                        key,
                        parts[1],
                        state,
                        reason,
                        START,
                        false,
                        false,
                        List.of(),
                        outputs,
                        Optional.empty(),
                        false,
                        Optional.empty()));
        return this;
    }

    @Override
    public String run() {
        return "run-1";
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public RunPhase phase() {
        return RunPhase.RUNNING;
    }

    @Override
    public boolean paused() {
        return false;
    }

    @Override
    public boolean held() {
        return true;
    }

    @Override
    public Optional<String> windowRisk() {
        return Optional.empty();
    }

    @Override
    public Optional<String> holdReason() {
        return Optional.empty();
    }

    @Override
    public String startedBy() {
        return "alice";
    }

    @Override
    public Optional<Instant> startedAt() {
        return Optional.of(START);
    }

    @Override
    public Optional<Instant> endedAt() {
        return Optional.empty();
    }

    @Override
    public long term() {
        return 1;
    }

    @Override
    public long position() {
        return 42;
    }

    @Override
    public Stream<TaskView> tasks() {
        return known.values().stream();
    }

    @Override
    public Optional<TaskView> task(String stage, String step, String host) {
        return Optional.ofNullable(known.get(stage + "." + step + "@" + host));
    }

    @Override
    public Map<TaskState, Integer> taskCounts() {
        return Map.of();
    }

    @Override
    public List<TaskView> awaitingDecision() {
        return List.of();
    }

    @Override
    public List<HostView> hosts() {
        return List.of();
    }

    @Override
    public List<String> restorePoints() {
        return List.of();
    }

    @Override
    public int generation() {
        return 1;
    }
}
