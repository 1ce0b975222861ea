package dev.banksman.controller.cli;

import dev.banksman.controller.cli.HostProgress.Kind;
import dev.banksman.controller.cli.Terminal.Paint;
import dev.banksman.proto.operator.v1.Forecast;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A run as a tree of stages and hosts, for a terminal: what is through in one line, what goes on host by host, what waits
 * for a person last, where the eye rests. Pure: the same model at the same time on the same terminal gives the same
 * lines. They fit: where room is short, what is through and what is still to come is folded first, the question to the
 * person last.
 */
final class RunTree {

    private static final int BAR = 12;
    private static final int LONG_BAR = 24;
    private static final int HOST_COLUMN = 16;
    /** Of a stage's line, what stands beside its title. */
    private static final int BESIDE_TITLE = 2 + 2 + BAR + 2 + 7;

    private final Terminal terminal;

    RunTree(Terminal terminal) {
        this.terminal = terminal;
    }

    /** How much is shown, from all to the least. */
    private enum Detail {
        ALL(12, 2, Integer.MAX_VALUE),
        FOLD_DONE(12, 1, Integer.MAX_VALUE),
        FOLD_LATER(6, 1, Integer.MAX_VALUE),
        SHORT_QUESTION(2, 1, 4),
        NO_QUESTION(2, 0, 0);

        private final int hosts;
        private final int questions;
        private final int explanation;

        Detail(int hosts, int questions, int explanation) {
            this.hosts = hosts;
            this.questions = questions;
            this.explanation = explanation;
        }

        boolean folds(Kind kind) {
            return switch (kind) {
                case DONE -> compareTo(FOLD_DONE) >= 0;
                case LATER -> compareTo(FOLD_LATER) >= 0;
                case ACTIVE, WAITS, BAD -> false;
            };
        }
    }

    List<String> render(RunModel model, Instant now) {
        // The last row is the cursor's.
        var room = terminal.height() - 1;
        List<String> lines = List.of();
        for (var detail : Detail.values()) {
            lines = render(model, now, detail);
            if (rows(lines) <= room) {
                return lines;
            }
        }
        return tail(lines, room);
    }

    private int rows(List<String> lines) {
        return lines.stream()
                .mapToInt(line -> Screen.rows(line, terminal.width()))
                .sum();
    }

    /** The heading, and the end, where people are asked. */
    private List<String> tail(List<String> lines, int room) {
        var kept = new ArrayList<>(lines.subList(0, Math.min(2, lines.size())));
        var from = kept.size();
        while (from < lines.size() && rows(kept) + rows(lines.subList(from, lines.size())) > room) {
            from++;
        }
        kept.addAll(lines.subList(from, lines.size()));
        return kept;
    }

    private List<String> render(RunModel model, Instant now, Detail detail) {
        var lines = new ArrayList<>(header(model.run(), now));
        model.forecast().ifPresent(forecast -> lines.add(forecast(forecast, now)));
        lines.add("");
        stages(model, now, detail, lines);
        var waiting = model.waiting();
        if (!waiting.isEmpty()) {
            lines.add("");
            waiting(model.run(), waiting, detail, lines);
        } else if (RunModel.over(model.run())) {
            lines.add("");
            lines.add(
                    terminal.paint(Paint.FAINT, "banksman report " + model.run().getRun()));
        }
        return lines;
    }

    private List<String> header(Run run, Instant now) {
        var phase = Words.state(run.getPhase());
        var flags = (run.getHeld() ? " HELD" : "") + (run.getPaused() ? " PAUSED" : "");
        var paint = run.getHeld() || run.getPaused() ? Paint.YELLOW : colour(phase);
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
        var title = run.getTitle().isEmpty() ? run.getRunbook() : run.getTitle();
        var lines = new ArrayList<String>();
        lines.add(terminal.paint(Paint.BOLD, Words.cut(title, terminal.width())));
        lines.add(run.getRun() + "  " + terminal.paint(paint, phase + flags) + "  "
                + terminal.paint(paint, bar(done, total, LONG_BAR)) + "  " + done + "/" + total + elapsed);
        if (!run.getReason().isEmpty()) {
            Words.wrap(run.getReason(), terminal.width()).forEach(line -> lines.add(terminal.paint(paint, line)));
        }
        return lines;
    }

    private String forecast(Forecast forecast, Instant now) {
        var atRisk = forecast.hasWindow() && forecast.getWindow().getAtRisk();
        return terminal.paint(
                atRisk ? Paint.YELLOW : Paint.FAINT, Words.cut(ForecastText.left(forecast, now), terminal.width()));
    }

    private static Paint colour(String phase) {
        return switch (phase) {
            case "SUCCEEDED" -> Paint.GREEN;
            case "FAILED", "ABORTED", "ABORTING" -> Paint.RED;
            default -> Paint.BLUE;
        };
    }

    private void stages(RunModel model, Instant now, Detail detail, List<String> lines) {
        var stages =
                model.stages().stream().map(s -> StageProgress.of(model, s)).toList();
        var titles = stages.stream().mapToInt(s -> s.title().length()).max().orElse(0);
        var column = Math.max(16, Math.min(titles, terminal.width() - BESIDE_TITLE - 10));
        var folded = 0;
        for (var i = 0; i < stages.size(); i++) {
            var stage = stages.get(i);
            if (detail.folds(stage.kind())) {
                folded++;
                if (i + 1 == stages.size() || stages.get(i + 1).kind() != stage.kind()) {
                    lines.add(mark(stage.kind()) + " " + folded + (folded == 1 ? " stage " : " stages ")
                            + (stage.kind() == Kind.DONE ? "through" : "to come"));
                    folded = 0;
                }
            } else {
                stage(stage, column, now, detail, lines);
            }
        }
    }

    private void stage(StageProgress stage, int column, Instant now, Detail detail, List<String> lines) {
        var hosts = stage.hosts().size();
        var room = terminal.width() - BESIDE_TITLE - column;
        lines.add(mark(stage.kind()) + " " + Words.pad(Words.cut(stage.title(), column), column) + "  "
                + terminal.paint(Paint.FAINT, bar(stage.through(), hosts, BAR)) + "  "
                + Words.pad(stage.through() + "/" + hosts, 7)
                + terminal.paint(Paint.FAINT, Words.cut(stage.where(), room)));
        var busy = stage.hosts().entrySet().stream()
                .filter(host -> host.getValue().busy())
                .toList();
        busy.stream().limit(detail.hosts).forEach(host -> lines.add(host(host.getKey(), host.getValue(), now)));
        if (busy.size() > detail.hosts) {
            lines.add("    ... and " + (busy.size() - detail.hosts) + " more hosts at work or waiting");
        }
    }

    private String host(String host, HostProgress progress, Instant now) {
        var head = "  " + mark(progress.kind()) + " " + Words.pad(host, HOST_COLUMN) + " "
                + Words.pad(progress.done() + "/" + progress.steps(), 6);
        var task = progress.current();
        if (task == null) {
            return head;
        }
        var state = state(task) + " " + Words.length(Duration.between(Words.instant(task.getSince()), now));
        var room = terminal.width() - 2 - 2 - Math.max(HOST_COLUMN, host.length()) - 1 - 6 - 3 - state.length();
        return head + " " + Words.cut(task.getTitle(), Math.max(12, room)) + "  " + terminal.paint(Paint.FAINT, state);
    }

    private static String state(Task task) {
        return Words.state(task.getState()).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void waiting(Run run, List<Task> waiting, Detail detail, List<String> lines) {
        lines.add(terminal.paint(
                Paint.BOLD,
                waiting.size() == 1 ? "Waits for a person" : "Waits for a person (" + waiting.size() + ")"));
        var whole = Math.min(detail.questions, waiting.size());
        for (var task : waiting.subList(0, whole)) {
            lines.addAll(DecisionText.of(run, task, terminal, detail.explanation));
        }
        var brief = Math.min(waiting.size(), whole + 4);
        for (var task : waiting.subList(whole, brief)) {
            lines.add(DecisionText.line(task, terminal));
        }
        if (waiting.size() > whole) {
            lines.add(terminal.paint(
                    Paint.FAINT,
                    (waiting.size() > brief ? "... and " + (waiting.size() - brief) + " more: " : "")
                            + "banksman decide " + run.getRun()));
        }
    }

    private String bar(int done, int of, int length) {
        var full = of == 0 ? length : length * done / of;
        return terminal.unicode()
                ? "\u2501".repeat(full) + "\u2500".repeat(length - full)
                : "#".repeat(full) + "-".repeat(length - full);
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
}
