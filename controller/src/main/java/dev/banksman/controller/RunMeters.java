package dev.banksman.controller;

import dev.banksman.controller.engine.RunWatch;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.TaskState;
import dev.banksman.controller.telemetry.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Measures runs from what becomes durable. Safe for many threads. Keeps the newest view of each run that has not ended,
 * and of one that has, no more than its phase.
 */
final class RunMeters implements RunWatch {

    private final MeterRegistry metrics;
    private final Map<String, RunView> views = new ConcurrentHashMap<>();
    private final Map<RunPhase, LongAdder> ended = new ConcurrentHashMap<>();
    private final Consumer<String> fenced;

    /** @param fenced told when this controller has lost the journal to another one */
    RunMeters(MeterRegistry metrics, Consumer<String> fenced) {
        this.metrics = metrics;
        this.fenced = fenced;
        for (var phase : RunPhase.values()) {
            Metric.RUNS.gauge(metrics, () -> runs(phase), word(phase.name()));
        }
        for (var state : TaskState.values()) {
            Metric.TASKS.gauge(metrics, () -> tasks(state), word(state.name()));
        }
        // Before the first step too: a series that is missing cannot be told from one that stands still.
        for (var outcome : Outcome.values()) {
            Metric.STEP_DURATION.timer(metrics, word(outcome.name()));
        }
    }

    @Override
    public void appended(RunView view, List<RunEvent> events) {
        if (view.endedAt().isPresent()) {
            views.remove(view.run());
            ended.computeIfAbsent(view.phase(), phase -> new LongAdder()).increment();
        } else {
            views.put(view.run(), view);
        }
        for (var event : events) {
            if (event instanceof RunEvent.AttemptEnded ended) {
                var result = ended.result();
                result.startedAt()
                        .ifPresent(from -> result.endedAt()
                                .ifPresent(to -> Metric.STEP_DURATION
                                        .timer(metrics, word(result.outcome().name()))
                                        .record(Duration.between(from, to))));
            }
        }
    }

    @Override
    public void fenced(String why) {
        fenced.accept(why);
    }

    private long runs(RunPhase phase) {
        var over = ended.get(phase);
        return views.values().stream().filter(view -> view.phase() == phase).count() + (over == null ? 0 : over.sum());
    }

    private long tasks(TaskState state) {
        return views.values().stream()
                .mapToLong(view -> view.taskCounts().getOrDefault(state, 0))
                .sum();
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
