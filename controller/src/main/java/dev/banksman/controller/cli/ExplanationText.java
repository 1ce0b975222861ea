package dev.banksman.controller.cli;

import dev.banksman.controller.authoring.ActionWords;
import dev.banksman.controller.authoring.Explanation;
import dev.banksman.controller.authoring.Explanation.StageWords;
import dev.banksman.controller.authoring.StepWords;
import dev.banksman.controller.cli.Terminal.Paint;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** An explanation as text: a heading for each thing, its words beside faint labels. */
final class ExplanationText {

    private static final int WIDEST = 110;
    private static final int LABEL = 13;
    private static final String STEP_INSET = "     ";

    private final Terminal terminal;
    private final PrintWriter out;
    private final int width;

    ExplanationText(Terminal terminal) {
        this.terminal = terminal;
        this.out = terminal.out();
        this.width = Math.max(50, Math.min(WIDEST, terminal.width()) - 1);
    }

    void all(Explanation explanation) {
        out.println(terminal.paint(Paint.BOLD, explanation.title()));
        faint("", explanation.runbook() + ", version " + explanation.version());
        if (!explanation.about().isEmpty()) {
            paragraphs(explanation.about());
        }
        parameters(explanation);
        roles(explanation);
        before(explanation);
        heading("What happens, in an order that its needs allow");
        for (var i = 0; i < explanation.stages().size(); i++) {
            out.println();
            stage(explanation.stages().get(i), i + 1);
        }
        interlocks(explanation);
        remedies(explanation);
    }

    private void heading(String text) {
        out.println();
        out.println(terminal.paint(Paint.BLUE, text));
    }

    private void paragraphs(String text) {
        for (var paragraph : text.split("\n\\s*\n", -1)) {
            out.println();
            Words.wrap(paragraph, width).forEach(out::println);
        }
    }

    private void parameters(Explanation explanation) {
        if (explanation.parameters().isEmpty()) {
            return;
        }
        heading("What is asked: parameters");
        for (var parameter : explanation.parameters()) {
            out.println("  " + terminal.paint(Paint.BOLD, parameter.name()) + "  " + faint(parameter.value()));
            indented("    ", parameter.help());
            parameter.source().ifPresent(source -> faint("    ", source));
        }
    }

    private void before(Explanation explanation) {
        if (!explanation.prerequisites().isEmpty()) {
            heading("What must have gone before: prerequisites");
            explanation.prerequisites().forEach(asked -> indented("  ", asked));
        }
        explanation.window().ifPresent(window -> {
            heading("When: the maintenance window");
            indented("  ", window);
        });
    }

    private void roles(Explanation explanation) {
        heading("Who takes part: roles");
        var longest = explanation.roles().stream()
                .mapToInt(role -> role.name().length())
                .max()
                .orElse(0);
        for (var role : explanation.roles()) {
            var stages = role.stages().isEmpty() ? "" : "; in " + String.join(", ", role.stages());
            var name = Words.pad(role.name(), longest);
            var title = role.title().equals(role.name()) ? "" : role.title() + ", ";
            labelled("  " + terminal.paint(Paint.BOLD, name) + "  ", longest + 4, title + role.hosts() + stages);
        }
    }

    void stage(StageWords stage, int number) {
        var title = stage.title().equals(stage.name()) ? "" : "  " + stage.title();
        out.println(terminal.paint(Paint.BOLD, number + ". " + stage.name()) + title);
        indented("   ", "On " + stage.on() + ". " + String.join(" ", stage.order()));
        stage.because().forEach(why -> indented("   ", "Why not before: " + why));
        if (!stage.remedies().isEmpty()) {
            indented("   ", "Any step may show: " + String.join("; ", stage.remedies()) + ".");
        }
        if (stage.steps().stream().anyMatch(StepWords::heldIfNot)) {
            indented(
                    "   ",
                    "Unless a step says otherwise: if it fails, " + StepWords.HELD + ", and it takes " + StepWords.USUAL
                            + ".");
        }
        for (var step : stage.steps()) {
            out.println();
            step(step, false);
        }
    }

    /** A step alone, with what is usual too. */
    void step(StepWords step) {
        step(step, true);
    }

    private void step(StepWords step, boolean alone) {
        if (step.pointOfNoReturn()) {
            out.println("   "
                    + terminal.paint(Paint.RED, "=== point of no return: there is no way back from this step ==="));
        }
        var head = "   " + mark(step) + " " + terminal.paint(Paint.BOLD, step.name()) + "  ";
        var title = (step.title().equals(step.name()) ? "" : step.title() + "  ") + "(" + step.kind() + ")";
        labelled(head, 3 + 2 + step.name().length() + 2, STEP_INSET.length(), title);
        step.when().ifPresent(when -> row("only where", when));
        row(step.kind().equals("gate") ? "a person" : "does", step.does() + (end(step.does()) ? "" : "."));
        block(step.verbatim());
        step.details().forEach(detail -> row("", ActionWords.sentence(detail)));
        rows("good if", step.goodIf());
        for (var asked : step.writeDown()) {
            var value = asked.value().isEmpty() ? "" : " (" + asked.value() + ")";
            row("writes down", asked.name() + (asked.required() ? "" : ", if any") + ": " + asked.help() + value);
        }
        row("decided by", step.decidedBy());
        step.doneAlreadyIf().ifPresent(probe -> row("skipped if", probe));
        if (alone || !step.heldIfNot() && !step.kind().equals("gate")) {
            rows("if not", step.ifNot());
        }
        if (alone || !step.takes().equals(StepWords.USUAL)) {
            row("takes", step.takes());
        }
        rows("remembers", step.outputs());
        row("undo", step.undo());
        row("back to it", step.restorePoint());
        rows("guarded by", alone ? step.guardedBy() : step.guardedItself());
        rows("may show", alone ? step.remedies() : step.remediesItself());
        row("source", step.source());
    }

    private String mark(StepWords step) {
        return switch (step.kind()) {
            case "gate" -> terminal.paint(Paint.YELLOW, terminal.unicode() ? "◆" : "*");
            case "check" -> terminal.paint(Paint.GREEN, terminal.unicode() ? "◇" : "?");
            default -> terminal.paint(Paint.BLUE, terminal.unicode() ? "●" : "-");
        };
    }

    private void interlocks(Explanation explanation) {
        if (explanation.interlocks().isEmpty()) {
            return;
        }
        heading("What must never happen: interlocks");
        for (var interlock : explanation.interlocks()) {
            out.println("  " + terminal.paint(Paint.BOLD, interlock.name()));
            indented("    ", interlock.says() + " " + interlock.because());
            interlock.source().ifPresent(source -> faint("    ", source));
        }
    }

    private void remedies(Explanation explanation) {
        if (explanation.remedies().isEmpty()) {
            return;
        }
        heading("What is known to go wrong: remedies");
        for (var remedy : explanation.remedies()) {
            out.println("  " + terminal.paint(Paint.BOLD, remedy.name()) + "  " + remedy.title());
            indented("    ", remedy.appliesTo() + " " + remedy.explain());
            if (!remedy.tries().isEmpty()) {
                indented("    ", "Offers to: " + String.join(" ", remedy.tries()));
            }
            remedy.source().ifPresent(source -> faint("    ", source));
        }
    }

    private void rows(String label, List<String> texts) {
        for (var i = 0; i < texts.size(); i++) {
            row(i == 0 ? label : "", texts.get(i));
        }
    }

    private void row(String label, Optional<String> text) {
        text.ifPresent(found -> row(label, found));
    }

    private void row(String label, String text) {
        if (!text.isBlank()) {
            labelled(STEP_INSET + faint(Words.pad(label, LABEL)), STEP_INSET.length() + LABEL, text);
        }
    }

    /** The first line goes beside the label, the others under it. */
    private void labelled(String label, int labelWidth, String text) {
        labelled(label, labelWidth, labelWidth, text);
    }

    private void labelled(String label, int labelWidth, int inset, String text) {
        var lines = Words.wrap(text, Math.max(20, width - labelWidth));
        for (var i = 0; i < lines.size(); i++) {
            out.println((i == 0 ? label : " ".repeat(inset)) + lines.get(i));
        }
    }

    /** Text as it stands, with a bar before it. */
    private void block(String text) {
        if (!text.isEmpty()) {
            var inset = STEP_INSET + " ".repeat(LABEL) + faint(terminal.unicode() ? "│ " : "| ");
            text.lines().forEach(line -> out.println(inset + line));
        }
    }

    private void indented(String inset, String text) {
        if (!text.isBlank()) {
            Words.wrap(text, width - inset.length()).forEach(line -> out.println(inset + line));
        }
    }

    private void faint(String inset, String text) {
        Words.wrap(text, width - inset.length()).forEach(line -> out.println(inset + faint(line)));
    }

    private String faint(String text) {
        return terminal.paint(Paint.FAINT, text);
    }

    private static boolean end(String text) {
        return text.isEmpty() || ".:!?".indexOf(text.charAt(text.length() - 1)) >= 0;
    }
}
