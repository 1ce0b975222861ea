package dev.banksman.controller.cli;

import dev.banksman.controller.cli.Terminal.Paint;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.StageSummary;
import dev.banksman.proto.operator.v1.StepSummary;
import dev.banksman.proto.operator.v1.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as a tree of stages and hosts, for a terminal: what is through in one line, what goes on host by host, what waits
 * for a person last, where the eye rests. Pure: the same model at the same time gives the same lines.
 */
final class RunTree {

    private static final int HOST_ROWS = 12;
    private static final int NAME_COLUMN = 42;
    private static final int BAR = 12;

    private final Terminal terminal;

    RunTree(Terminal terminal) {
        this.terminal = terminal;
    }

    List<String> render(RunModel model, Instant now) {
        var lines = new ArrayList<String>();
        var run = model.run();
        lines.add(header(run, now));
        lines.add("");
        for (var stage : model.stages()) {
            stage(model, stage, now, lines);
        }
        var waiting = model.waiting();
        if (!waiting.isEmpty()) {
            lines.add("");
            lines.add(terminal.paint(Paint.BOLD, "Waits for a person (" + waiting.size() + ")"));
            for (var task : waiting.subList(0, Math.min(4, waiting.size()))) {
                lines.addAll(DecisionText.of(run, task, terminal));
            }
            if (waiting.size() > 4) {
                lines.add("  ... and " + (waiting.size() - 4) + " more: banksman decide " + run.getRun());
            }
        }
        return lines;
    }

    private String header(Run run, Instant now) {
        var phase = Words.state(run.getPhase());
        var flags = (run.getHeld() ? " HELD" : "") + (run.getPaused() ? " PAUSED" : "");
        var paint = run.getHeld() ? Paint.YELLOW : colour(phase);
        var total =
                run.getTasksMap().values().stream().mapToInt(Integer::intValue).sum();
        var done = run.getTasksOrDefault("SUCCEEDED", 0)
                + run.getTasksOrDefault("SKIPPED", 0)
                + run.getTasksOrDefault("EXCLUDED", 0);
        var elapsed = "";
        if (run.hasStartedAt()) {
            var end = run.hasEndedAt() ? Words.instant(run.getEndedAt()) : now;
            elapsed = "  " + Words.length(Duration.between(Words.instant(run.getStartedAt()), end));
        }
        var reason = run.getReason().isEmpty() ? "" : "  " + Words.cut(run.getReason(), terminal.width() / 2);
        return terminal.paint(Paint.BOLD, run.getTitle().isEmpty() ? run.getRunbook() : run.getTitle()) + "  "
                + run.getRun() + "  " + terminal.paint(paint, phase + flags) + "  " + done + "/" + total + elapsed
                + reason;
    }

    private static Paint colour(String phase) {
        return switch (phase) {
            case "SUCCEEDED" -> Paint.GREEN;
            case "FAILED", "ABORTED", "ABORTING" -> Paint.RED;
            default -> Paint.BLUE;
        };
    }

    private void stage(RunModel model, StageSummary stage, Instant now, List<String> lines) {
        var counts = new EnumMap<Kind, Integer>(Kind.class);
        var rows = new ArrayList<String>();
        var quiet = 0;
        for (var host : stage.getHostsList()) {
            var progress = HostProgress.of(model, stage, host);
            counts.merge(progress.kind(), 1, Integer::sum);
            var busy = progress.kind() == Kind.ACTIVE || progress.kind() == Kind.WAITS || progress.kind() == Kind.BAD;
            if (busy && rows.size() < HOST_ROWS) {
                rows.add(host(progress, host, now));
            } else if (busy) {
                quiet++;
            }
        }
        var hosts = stage.getHostsCount();
        var through = counts.getOrDefault(Kind.DONE, 0);
        var kind = of(counts, hosts);
        var title = stage.getTitle().isEmpty() ? stage.getStage() : stage.getTitle();
        var where = hosts == 1 ? stage.getHosts(0) : hosts + " hosts";
        lines.add(mark(kind) + " " + pad(Words.cut(title, NAME_COLUMN), NAME_COLUMN) + "  "
                + terminal.paint(Paint.FAINT, bar(through, hosts)) + "  " + pad(through + "/" + hosts, 7)
                + terminal.paint(Paint.FAINT, where));
        lines.addAll(rows);
        if (quiet > 0) {
            lines.add("    ... and " + quiet + " more hosts at work or waiting");
        }
    }

    private static Kind of(Map<Kind, Integer> counts, int hosts) {
        if (counts.containsKey(Kind.BAD)) {
            return Kind.BAD;
        }
        if (counts.containsKey(Kind.WAITS)) {
            return Kind.WAITS;
        }
        if (counts.getOrDefault(Kind.DONE, 0) == hosts) {
            return Kind.DONE;
        }
        return counts.containsKey(Kind.ACTIVE) || counts.containsKey(Kind.DONE) ? Kind.ACTIVE : Kind.LATER;
    }

    private String host(HostProgress progress, String host, Instant now) {
        var task = progress.current();
        var text = "";
        if (task != null) {
            var since = Duration.between(Words.instant(task.getSince()), now);
            text = task.getTitle() + "  " + Words.state(task.getState()).toLowerCase(Locale.ROOT) + " "
                    + Words.length(since);
        }
        return "    " + mark(progress.kind()) + " " + pad(host, 18) + " "
                + pad(progress.done() + "/" + progress.steps(), 6) + " "
                + Words.cut(text, Math.max(20, terminal.width() - 34));
    }

    private String bar(int done, int of) {
        var full = of == 0 ? BAR : BAR * done / of;
        return terminal.unicode()
                ? "\u2501".repeat(full) + "\u2500".repeat(BAR - full)
                : "#".repeat(full) + "-".repeat(BAR - full);
    }

    private String mark(Kind kind) {
        return switch (kind) {
            case DONE -> terminal.paint(Paint.GREEN, terminal.unicode() ? "\u2714" : "+");
            case ACTIVE -> terminal.paint(Paint.BLUE, terminal.unicode() ? "\u25b6" : ">");
            case WAITS -> terminal.paint(Paint.YELLOW, terminal.unicode() ? "\u25c6" : "?");
            case BAD -> terminal.paint(Paint.RED, terminal.unicode() ? "\u2716" : "x");
            case LATER -> terminal.paint(Paint.FAINT, terminal.unicode() ? "\u00b7" : ".");
        };
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    enum Kind {
        DONE,
        ACTIVE,
        WAITS,
        BAD,
        LATER
    }

    /** How far one host is inside a stage, and the task that says most about it. */
    private record HostProgress(
            Kind kind, int done, int steps, @Nullable Task current) {

        static HostProgress of(RunModel model, StageSummary stage, String host) {
            var done = 0;
            Task current = null;
            var kind = Kind.LATER;
            for (StepSummary step : stage.getStepsList()) {
                var task = model.task(stage.getStage(), step.getStep(), host).orElse(null);
                if (task == null) {
                    continue;
                }
                var found = kind(task);
                if (found == Kind.DONE) {
                    done++;
                } else if (found != Kind.LATER && (current == null || found == Kind.BAD)) {
                    current = task;
                    kind = found;
                }
            }
            if (done == stage.getStepsCount()) {
                kind = Kind.DONE;
            } else if (kind == Kind.LATER && done > 0) {
                kind = Kind.ACTIVE;
            }
            return new HostProgress(kind, done, stage.getStepsCount(), current);
        }

        private static Kind kind(Task task) {
            return switch (task.getState()) {
                case TASK_STATE_SUCCEEDED, TASK_STATE_SKIPPED, TASK_STATE_EXCLUDED -> Kind.DONE;
                case TASK_STATE_DISPATCHED, TASK_STATE_RUNNING, TASK_STATE_CANCELLING -> Kind.ACTIVE;
                case TASK_STATE_AWAITING_DECISION -> task.getGate() ? Kind.WAITS : Kind.BAD;
                case TASK_STATE_FAILED, TASK_STATE_TIMED_OUT, TASK_STATE_UNKNOWN, TASK_STATE_CANCELLED -> Kind.BAD;
                case TASK_STATE_READY, TASK_STATE_WAITING, TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> Kind.LATER;
            };
        }
    }
}
