package dev.banksman.controller.report;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.run.AttemptReport.Observation;
import dev.banksman.controller.run.AttemptReport.Verdict;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.RunView.AttemptView;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.run.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The content of a report. Immutable.
 *
 * @param chainHead hash of the newest event that went in, in hex: what the record can be held against
 */
public record RunReport(
        String run,
        String runbook,
        String runbookVersion,
        String title,
        String planHash,
        Map<String, String> parameters,
        String phase,
        boolean held,
        boolean paused,
        String startedBy,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        long position,
        String chainHead,
        List<MatrixRow> verification,
        List<DecisionRow> decisions,
        List<TaskRow> tasks,
        List<String> waiting) {

    /** One check on one host: what should be, what is. */
    public record MatrixRow(
            String tier,
            String host,
            String check,
            String task,
            String expected,
            String observed,
            String verdict,
            Optional<Instant> at) {}

    /** Who decided what, when and why. */
    public record DecisionRow(
            Instant at, String by, String decision, String target, String reason, Map<String, String> evidence) {}

    /** One task and how it went; {@code began} and {@code ended} span its attempts. */
    public record TaskRow(
            String task,
            String title,
            String kind,
            String state,
            String reason,
            int attempts,
            Optional<Integer> exitCode,
            Optional<Instant> began,
            Optional<Instant> ended,
            Map<String, String> outputs,
            List<String> facts) {}

    /** Makes the report of a run as its view stands; {@code events} are those that the view folds. */
    public static RunReport of(RunView view, List<RunEvent> events, String chainHead) {
        var matrix = new ArrayList<MatrixRow>();
        var tasks = new ArrayList<TaskRow>();
        for (var stage : view.plan().stages()) {
            for (var step : stage.steps()) {
                for (var host : stage.hosts()) {
                    view.task(stage.name(), step.name(), host).ifPresent(task -> {
                        tasks.add(row(task, step));
                        if (step.check()) {
                            matrix.add(check(stage, task));
                        }
                    });
                }
            }
        }
        return new RunReport(
                view.run(),
                view.plan().runbook(),
                view.plan().runbookVersion(),
                view.plan().title(),
                view.plan().hash(),
                view.plan().parameters(),
                view.phase().name(),
                view.held(),
                view.paused(),
                view.startedBy(),
                view.startedAt(),
                view.endedAt(),
                view.position(),
                chainHead,
                List.copyOf(matrix),
                decisions(events),
                List.copyOf(tasks),
                view.awaitingDecision().stream().map(t -> t.key().toString()).toList());
    }

    private static TaskRow row(TaskView task, PlannedStep step) {
        var attempts = task.attempts();
        return new TaskRow(
                task.key().toString(),
                task.title(),
                task.gate() ? "gate" : task.check() ? "check" : "action",
                task.state().name(),
                task.reason(),
                attempts.size(),
                attempts.isEmpty()
                        ? Optional.empty()
                        : attempts.getLast().result().flatMap(r -> r.exitCode()),
                attempts.isEmpty() ? Optional.empty() : began(attempts.getFirst()),
                attempts.isEmpty() ? Optional.empty() : ended(attempts.getLast()),
                task.outputs(),
                step.source().map(s -> s.facts()).orElse(List.of()));
    }

    private static Optional<Instant> began(AttemptView attempt) {
        return attempt.started().or(() -> Optional.of(attempt.dispatched()));
    }

    private static Optional<Instant> ended(AttemptView attempt) {
        return attempt.result().flatMap(result -> result.endedAt());
    }

    private static MatrixRow check(PlannedStage stage, TaskView task) {
        var last = task.attempts().isEmpty()
                ? Optional.<AttemptView>empty()
                : Optional.of(task.attempts().getLast());
        var seen = last.flatMap(AttemptView::result).flatMap(result -> result.observation());
        return new MatrixRow(
                stage.roleTitle().isEmpty() ? stage.role() : stage.roleTitle(),
                task.key().host(),
                task.title(),
                task.key().toString(),
                seen.map(Observation::expected).orElse(""),
                seen.map(Observation::observed)
                        .or(() -> last.flatMap(AttemptView::result).map(result -> result.message()))
                        .orElse(""),
                verdict(task, seen),
                last.flatMap(RunReport::ended));
    }

    /** What a person decided stands as what it is: a check that was skipped did not pass. */
    private static String verdict(TaskView task, Optional<Observation> seen) {
        return switch (task.state()) {
            case SUCCEEDED ->
                seen.map(o -> o.verdict() == Verdict.FAIL
                                ? "marked done"
                                : lower(o.verdict().name()))
                        .orElse(task.attempts().isEmpty() ? "marked done" : "pass");
            case AWAITING_DECISION, FAILED, TIMED_OUT -> "fail";
            case UNKNOWN -> "unknown";
            case SKIPPED, EXCLUDED, CANCELLED -> lower(task.state().name());
            case WAITING, READY, DISPATCHED, RUNNING, CANCELLING -> "not yet";
        };
    }

    private static List<DecisionRow> decisions(List<RunEvent> events) {
        var rows = new ArrayList<DecisionRow>();
        for (var event : events) {
            if (event instanceof RunEvent.DecisionTaken taken) {
                var target = taken.target();
                var about = target.stage()
                        .map(s -> s + target.step().map(t -> "." + t).orElse(""))
                        .orElse("");
                rows.add(new DecisionRow(
                        taken.at(),
                        taken.by(),
                        lower(taken.kind().name()).replace('_', '-'),
                        about + target.host().map(h -> "@" + h).orElse(""),
                        taken.reason(),
                        taken.evidence()));
            }
        }
        return List.copyOf(rows);
    }

    /** Whether every check of the plan passed, or was no more than a warning. */
    public boolean allChecksPassed() {
        return verification.stream()
                .allMatch(row -> row.verdict().equals("pass") || row.verdict().equals("warn"));
    }

    /** Tasks in a state, for summaries. */
    public long count(TaskState state) {
        return tasks.stream().filter(row -> row.state().equals(state.name())).count();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
