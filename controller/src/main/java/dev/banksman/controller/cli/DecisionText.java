package dev.banksman.controller.cli;

import dev.banksman.controller.cli.Terminal.Paint;
import dev.banksman.proto.operator.v1.EvidenceField;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.Task;
import java.util.ArrayList;
import java.util.List;

/** What a person is asked at one task, and what can be answered. Every line fits the terminal. */
final class DecisionText {

    private static final String INDENT = "    ";
    private static final int NARROWEST = 40;

    private final Task task;
    private final Terminal terminal;
    private final int width;
    private final List<String> lines = new ArrayList<>();

    private DecisionText(Task task, Terminal terminal) {
        this.task = task;
        this.terminal = terminal;
        this.width = Math.max(NARROWEST, terminal.width());
    }

    static List<String> of(Run run, Task task, Terminal terminal) {
        return of(run, task, terminal, Integer.MAX_VALUE);
    }

    /** {@code most} lines between the task and the choices, where room is short. */
    static List<String> of(Run run, Task task, Terminal terminal, int most) {
        var text = new DecisionText(task, terminal);
        text.why();
        text.instructions();
        text.evidence();
        text.remedies();
        if (text.lines.size() > most) {
            text.lines.subList(Math.max(0, most - 1), text.lines.size()).clear();
            text.lines.add(INDENT + terminal.paint(Paint.FAINT, "more: banksman decide " + run.getRun()));
        }
        text.lines.addFirst(line(task, terminal));
        text.choices(run);
        return text.lines;
    }

    /** The task alone, in one line. */
    static String line(Task task, Terminal terminal) {
        var name = RunModel.name(task);
        var paint = task.getGate() ? Paint.YELLOW : Paint.RED;
        var mark = task.getGate() ? terminal.unicode() ? "\u25c6" : "?" : terminal.unicode() ? "\u2716" : "x";
        var room = Math.max(NARROWEST, terminal.width()) - name.length() - 5;
        return terminal.paint(paint, mark + " " + Words.cut(name, Math.max(NARROWEST, terminal.width()) - 2))
                + (room < 8 ? "" : "  " + Words.cut(task.getTitle(), room));
    }

    /** Of a gate the core says its title again, which stands above. */
    private void why() {
        var why = task.getQuestion().getWhy().strip();
        if (!why.isEmpty() && !why.equals(task.getTitle().strip())) {
            Words.wrap(why, width - INDENT.length())
                    .forEach(line -> lines.add(INDENT + terminal.paint(Paint.RED, line)));
        }
    }

    private void instructions() {
        if (task.hasGateInstructions()) {
            Words.wrap(task.getGateInstructions().getInstructions(), width - INDENT.length())
                    .forEach(line -> lines.add(INDENT + line));
        }
    }

    private void evidence() {
        var fields = task.getGateInstructions().getEvidenceList();
        var names = fields.stream().mapToInt(f -> f.getName().length()).max().orElse(0);
        for (var i = 0; i < fields.size(); i++) {
            hanging(
                    INDENT + (i == 0 ? "Write down  " : " ".repeat(12))
                            + Words.pad(fields.get(i).getName(), names) + "  ",
                    help(fields.get(i)));
        }
    }

    private static String help(EvidenceField field) {
        var parts = new StringBuilder(field.getHelp());
        if (field.getChoicesCount() > 0) {
            parts.append(" One of ")
                    .append(String.join(", ", field.getChoicesList()))
                    .append('.');
        }
        if (!field.getDefaultValue().isEmpty()) {
            parts.append(" Unless you say otherwise: ")
                    .append(field.getDefaultValue())
                    .append('.');
        } else if (!field.getRequired()) {
            parts.append(" May be left out.");
        }
        return parts.toString();
    }

    private void remedies() {
        for (var remedy : task.getQuestion().getRemediesList()) {
            hanging(
                    INDENT + "Known       ",
                    remedy.getTitle() + ". "
                            + remedy.getExplain().replace('\n', ' ').strip());
        }
    }

    private void choices(Run run) {
        var choices = Choices.of(task);
        if (choices.isEmpty()) {
            return;
        }
        // Whole, however narrow the terminal: it is there to be copied.
        lines.add(INDENT + "Decide      "
                + terminal.paint(Paint.BOLD, "banksman decide " + run.getRun() + " CHOICE " + RunModel.name(task)));
        var longest = choices.stream().mapToInt(c -> c.words().length()).max().orElse(0);
        var words = Math.min(longest, Math.max(NARROWEST / 2, width - 50));
        for (var i = 0; i < choices.size(); i++) {
            var choice = choices.get(i);
            var head = INDENT + (i == 0 ? "CHOICE      " : " ".repeat(12));
            var room = width - head.length() - Math.max(words, choice.words().length()) - 2;
            lines.add(head
                    + Words.pad(choice.words(), words)
                    + (room < 12 ? "" : "  " + terminal.paint(Paint.FAINT, Words.cut(choice.effect(), room))));
        }
    }

    /** A heading with text beside it; further lines stand below the text. */
    private void hanging(String head, String text) {
        var wrapped = Words.wrap(text, Math.max(NARROWEST / 2, width - head.length()));
        for (var i = 0; i < wrapped.size(); i++) {
            lines.add((i == 0 ? head : " ".repeat(head.length())) + wrapped.get(i));
        }
    }
}
