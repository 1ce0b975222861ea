package dev.banksman.controller.report;

import dev.banksman.controller.authoring.ActionWords;
import dev.banksman.controller.report.Checklist.Field;
import dev.banksman.controller.report.Checklist.HostPage;
import dev.banksman.controller.report.Checklist.Item;
import dev.banksman.controller.report.Checklist.StagePage;
import java.util.ArrayList;
import java.util.List;

/** A checklist as plain text, for any printer: 96 columns, boxes to tick, lines to fill in. */
public final class ChecklistText {
    static final String HOW_TO =
            "Go from top to bottom. Tick a box only when what stands after \"good if\" has been seen. If it is not"
                    + " seen, stop on that host and decide with somebody before you go on. Begin a stage only when its"
                    + " line says so.";

    private static final int WIDTH = 96;
    private static final int INSET = 10;
    private static final int LABEL = 12;
    private static final int LEAST_LINE = 24;

    private final StringBuilder text = new StringBuilder();

    private ChecklistText() {}

    public static String of(Checklist list) {
        var page = new ChecklistText();
        page.head(list);
        list.stages().forEach(page::stage);
        page.list("Not to be done", list.passed());
        page.list("Known failures", list.knownFailures());
        page.line("End of the checklist: " + list.boxes() + " boxes.");
        return page.text.toString();
    }

    private void head(Checklist list) {
        line(list.title());
        line("=".repeat(Math.min(WIDTH, list.title().length())));
        list.heading().forEach(this::line);
        line("");
        wrapped("", "", HOW_TO);
        line("");
        line("Done by ____________________________   on ______________   from ________ to ________");
        if (!list.parameters().isEmpty()) {
            line("");
            line("Parameters");
            list.parameters().forEach((name, value) -> wrapped("  ", "      ", name + " = " + value));
        }
        line("");
    }

    private void stage(StagePage stage) {
        line("-".repeat(WIDTH));
        line("[ ] " + stage.number() + ". " + stage.name()
                + (stage.title().equals(stage.name()) ? "" : ": " + stage.title()));
        wrapped("    ", "    ", stage.begins());
        wrapped("    ", "    ", stage.hosts());
        stage.warnings().forEach(warning -> wrapped("    !! ", "       ", warning));
        line("");
        for (HostPage host : stage.work()) {
            line("    On " + host.host() + "   began ________   ended ________");
            line("");
            host.items().forEach(this::item);
            if (!host.then().isEmpty()) {
                wrapped("    [ ] ", "        ", host.then() + ".");
                line("");
            }
        }
    }

    private void item(Item item) {
        if (item.pointOfNoReturn()) {
            line("    ========= POINT OF NO RETURN: once the next box is done there is no way back =========");
            line("");
        }
        item.warnings().forEach(warning -> wrapped("    !! ", "       ", warning));
        var kind = item.kind().equals("action") ? "" : "  (" + item.kind() + ")";
        wrapped("    [ ] " + item.number() + " ", "        ", item.title() + kind);
        row("task", item.task());
        item.state().ifPresent(state -> row("STATE", state));
        item.onlyIf().ifPresent(condition -> row("only if", condition));
        item.doneAlreadyIf().ifPresent(probe -> row("done if", probe));
        if (!item.instructions().isEmpty()) {
            row("do", item.instructions());
        }
        item.action().ifPresent(this::action);
        item.fields().forEach(this::field);
        if (!item.undo().isEmpty()) {
            row("undo", item.undo());
        }
        item.restorePoint().ifPresent(point -> row("restore", point));
        item.source().ifPresent(source -> row("source", source));
        line("");
    }

    private void action(ActionWords action) {
        row("do", ActionWords.sentence(action.does()));
        action.verbatim().lines().forEach(line -> line(" ".repeat(INSET + LABEL) + "| " + line));
        action.details().forEach(detail -> row("", ActionWords.sentence(detail)));
        for (var i = 0; i < action.passes().size(); i++) {
            row(i == 0 ? "good if" : "", ActionWords.sentence(action.passes().get(i)));
        }
    }

    /** What it is, then a line that is long enough to write on. */
    private void field(Field field) {
        var label = field.name() + (field.help().isEmpty() ? ":" : " (" + field.help() + "):");
        var lines = wrap(label, WIDTH - INSET - LABEL);
        for (var i = 0; i < lines.size(); i++) {
            var inset = " ".repeat(INSET) + pad(i == 0 ? "write down" : "", LABEL);
            var room = WIDTH - INSET - LABEL - lines.get(i).length() - 1;
            if (i < lines.size() - 1) {
                line(inset + lines.get(i));
            } else if (room >= LEAST_LINE) {
                line(inset + lines.get(i) + " " + "_".repeat(room));
            } else {
                line(inset + lines.get(i));
                line(" ".repeat(INSET + LABEL) + "_".repeat(WIDTH - INSET - LABEL));
            }
        }
    }

    private void list(String heading, List<String> lines) {
        if (!lines.isEmpty()) {
            line("-".repeat(WIDTH));
            line(heading);
            lines.forEach(each -> wrapped("  - ", "    ", each));
            line("");
        }
    }

    private void row(String label, String value) {
        wrapped(" ".repeat(INSET) + pad(label, LABEL), " ".repeat(INSET + LABEL), value);
    }

    private void wrapped(String first, String others, String value) {
        var lines = wrap(value, WIDTH - others.length());
        for (var i = 0; i < lines.size(); i++) {
            line((i == 0 ? first : others) + lines.get(i));
        }
    }

    /** Breaks at blanks, keeping line feeds as blanks; a longer word stands in a line of its own: paths are not cut. */
    static List<String> wrap(String value, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : value.strip().split("\\s+", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String pad(String label, int width) {
        return label + " ".repeat(Math.max(0, width - label.length()));
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }
}
