package dev.banksman.controller.runbook.syntax;

import static dev.banksman.controller.runbook.syntax.Fields.field;
import static dev.banksman.controller.runbook.syntax.Fields.needed;
import static dev.banksman.controller.runbook.syntax.Fields.text;

import dev.banksman.controller.runbook.syntax.Shape.Block;
import dev.banksman.controller.runbook.syntax.Shape.Choice;
import dev.banksman.controller.runbook.syntax.Shape.Contents;
import dev.banksman.controller.runbook.syntax.Shape.Decimal;
import dev.banksman.controller.runbook.syntax.Shape.Excludes;
import dev.banksman.controller.runbook.syntax.Shape.Field;
import dev.banksman.controller.runbook.syntax.Shape.ListOf;
import dev.banksman.controller.runbook.syntax.Shape.MapOf;
import dev.banksman.controller.runbook.syntax.Shape.OneOf;
import java.util.ArrayList;
import java.util.List;

/** The shape of a step. Actions stand in it under their own names, as the descriptors give them. */
public final class StepSyntax {
    /** What is about attempts of an action. An undo is not: a person may have changed something too. */
    private static final List<String> NOT_ON_GATE = List.of(
            "check",
            "severity",
            "timeout",
            "timeout-from",
            "repeatable",
            "retry",
            "done-when",
            "reboot-if-required",
            "outputs",
            "on-failure");

    static final Block EVIDENCE = new Block(
            "evidence",
            "Something the person must write down; becomes an output of the gate under its name.",
            List.of(
                    needed("name", text(Word.NAME), "Name of the output."),
                    field("type", Fields.TYPE, "Kind of value. Default: string."),
                    field("help", text(Word.TEXT), "What to look at and what to write down."),
                    field("required", Fields.FLAG, "Whether it may be left out. Default: true."),
                    field("default", text(Word.TEMPLATE), "What is offered. Default: nothing."),
                    field("choices", new ListOf(text(Word.TEXT), 1, 100), "The only values allowed."),
                    field("pattern", text(Word.REGEX), "Regular expression that the whole value must match.")));

    static final Block GATE = new Block(
            "gate",
            "A step for a person: what to do, what to write down, who may decide.",
            List.of(
                    needed("instructions", text(Word.TEMPLATE), "What the person does, step by step."),
                    field("evidence", new ListOf(EVIDENCE, 0, 30), "What the person writes down."),
                    field(
                            "decide",
                            new ListOf(new Choice(List.of("operator", "approver", "admin"), false), 1, 3),
                            "Who may decide. Default: operator, approver, admin."),
                    field(
                            "differs-from-starter",
                            Fields.FLAG,
                            "Whoever started the run may not decide. Default: false."),
                    field("expected-duration", Fields.SPAN, "How long it usually takes, for the forecast.")));

    static final Block RETRY = new Block(
            "retry",
            "Tries after the first; waits grow by doubling. Only for repeatable steps and checks.",
            List.of(
                    needed("attempts", Fields.whole(1, 100), "Tries after the first."),
                    field("backoff", Fields.SPAN, "Wait before the first of them. Default: 5s."),
                    field("max-backoff", Fields.SPAN, "Longest wait. Default: 5m."),
                    field("jitter", new Decimal(0, 1), "Share of each wait that is left to chance. Default: 0.2.")));

    static final Block UNDO = new Block("undo", "What takes the step back: an action, or none with a reason.", () -> {
        var fields = new ArrayList<>(RunbookSyntax.ACTIONS.fields());
        fields.add(field("none", text(Word.TEXT), "Nothing does; this is why."));
        return new Contents(List.copyOf(fields), List.of(oneOf(fields)), List.of());
    });

    static final Block MEASURED = new Block(
            "measured",
            "A time that follows from how long another step took in this run.",
            List.of(
                    needed(
                            "step",
                            text(Word.REFERENCE),
                            "The stage.step that is measured, on this host or its only one."),
                    needed("times", new Decimal(0.1, 1_000), "How many times as long."),
                    field("at-least", Fields.SPAN, "And not less than this. Default: 1m.")));

    static final Block RESTORE_POINT = new Block(
            "restore-point",
            "A state that the run can be taken back to, once this step is done. Everything after it is then done anew.",
            List.of(
                    needed("name", text(Word.NAME), "The restore point's name, once in the runbook."),
                    needed("about", text(Word.TEXT), "Which state it is, and what going back loses."),
                    field(
                            "restore",
                            RunbookSyntax.ACTIONS.action(),
                            "What brings the state about, on the step's hosts."),
                    field("timeout", Fields.SPAN, "Time allowed for the restore. Default: that of the step."),
                    field("by-hand", text(Word.TEXT), "What a person does for it, before the decision to go back.")),
            new OneOf(List.of("restore", "by-hand"), true));

    static final Block STEP = new Block("step", "One action, check or gate.", () -> {
        var body = new ArrayList<>(RunbookSyntax.ACTIONS.fields());
        body.add(field("gate", GATE, "A step for a person."));
        var fields = new ArrayList<>(general());
        fields.addAll(body);
        return new Contents(List.copyOf(fields), List.of(oneOf(body)), List.of(new Excludes("gate", NOT_ON_GATE)));
    });

    private StepSyntax() {}

    private static OneOf oneOf(List<Field> fields) {
        return new OneOf(fields.stream().map(Field::key).toList(), true);
    }

    private static List<Field> general() {
        return List.of(
                needed("step", text(Word.NAME), "The step's name, once in its stage."),
                field("title", text(Word.TEMPLATE), "What people call it. Default: its name."),
                field("check", Fields.FLAG, "It changes nothing and yields an observation. Default: false."),
                field(
                        "severity",
                        new Choice(List.of("fail", "warn"), false),
                        "What a check that does not pass is. Default: fail."),
                field("when", text(Word.EXPRESSION), "On a host where this does not hold, the step is left out."),
                field("timeout", Fields.SPAN, "Time allowed for one attempt. Default: 30m."),
                field(
                        "timeout-from",
                        MEASURED,
                        "Time allowed by measure: timeout is then the most it may be, and what holds where the other"
                                + " step was not done."),
                field("repeatable", Fields.FLAG, "May be done twice without harm. Checks are. Default: false."),
                field("retry", RETRY, "Tries again by itself after a failure. Default: none."),
                field("done-when", RunbookSyntax.ACTIONS.action(), "A probe: is the step done already?"),
                field(
                        "reboot-if-required",
                        Fields.FLAG,
                        "Where the step succeeds and says that a restart is required (exit code 3010, 1641 or one of "
                                + "reboot-exit-codes), the host is restarted, and the step ends when it is back. "
                                + "Default: false, it is only noted."),
                field(
                        "outputs",
                        new MapOf(Word.NAME, text(Word.CAPTURE), 30),
                        "Values for later steps: name to a regular expression over what the action showed, whose "
                                + "first group is the value."),
                field(
                        "on-failure",
                        new Choice(List.of("hold", "fail", "continue"), false),
                        "hold: a person decides; fail: the run fails; continue: later steps go on. Default: hold."),
                field("undo", UNDO, "What takes the step back."),
                field("restore-point", RESTORE_POINT, "From here the run can be taken back to this step's end."),
                field(
                        "point-of-no-return",
                        Fields.FLAG,
                        "From here there is no way back: every changing step before it has an undo. Default: false."),
                field("source", RunbookSyntax.SOURCE, "Where it stands in the vendor's document."));
    }
}
