package dev.banksman.controller;

import dev.banksman.controller.engine.RunWatch;
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

/** Measures runs from what becomes durable. Safe for many threads; keeps the newest view of each run of this process. */
final class RunMeters implements RunWatch {

    private final MeterRegistry metrics;
    private final Map<String, RunView> views = new ConcurrentHashMap<>();

    RunMeters(MeterRegistry metrics) {
        this.metrics = metrics;
        for (var phase : RunPhase.values()) {
            Metric.RUNS.gauge(metrics, () -> runs(phase), word(phase.name()));
        }
        for (var state : TaskState.values()) {
            Metric.TASKS.gauge(metrics, () -> tasks(state), word(state.name()));
        }
    }

    @Override
    public void appended(RunView view, List<RunEvent> events) {
        views.merge(view.run(), view, (old, fresh) -> fresh.position() >= old.position() ? fresh : old);
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

    private long runs(RunPhase phase) {
        return views.values().stream().filter(view -> view.phase() == phase).count();
    }

    private long tasks(TaskState state) {
        return views.values().stream()
                .filter(view -> view.endedAt().isEmpty())
                .mapToLong(view -> view.taskCounts().getOrDefault(state, 0))
                .sum();
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
