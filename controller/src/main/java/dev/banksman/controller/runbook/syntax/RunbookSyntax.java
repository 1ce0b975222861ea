package dev.banksman.controller.runbook.syntax;

import static dev.banksman.controller.runbook.syntax.Fields.field;
import static dev.banksman.controller.runbook.syntax.Fields.needed;
import static dev.banksman.controller.runbook.syntax.Fields.text;

import dev.banksman.controller.runbook.syntax.Shape.Block;
import dev.banksman.controller.runbook.syntax.Shape.ListOf;
import dev.banksman.controller.runbook.syntax.Shape.MapOf;
import dev.banksman.controller.runbook.syntax.Shape.NameOrBlock;
import java.util.List;

/** The shape of a runbook. Limits on counts are here too. */
public final class RunbookSyntax {
    public static final ActionSyntax ACTIONS = new ActionSyntax();

    static final Block SOURCE = new Block(
            "source",
            "Where this stands in the vendor's document, so that a reviewer finds the vendor's words.",
            List.of(
                    needed("section", text(Word.TEXT), "Heading or page in the vendor's document."),
                    field("facts", new ListOf(text(Word.FACT), 0, 4), "IDs of the facts it carries, at most four.")));

    static final Block PARAMETER = new Block(
            "parameter",
            "A value that the operator gives when a plan is made.",
            List.of(
                    needed("type", Fields.TYPE, "Kind of value."),
                    field("help", text(Word.TEXT), "What it is, for the operator."),
                    field("default", text(Word.TEXT), "Value when none is given. Default: the operator must give one."),
                    field(
                            "choices",
                            new ListOf(text(Word.TEXT), 1, 100),
                            "The only values allowed; needed for choice."),
                    field("pattern", text(Word.REGEX), "Regular expression that the whole value must match."),
                    field("source", SOURCE, "Where it stands in the vendor's document.")));

    static final Block ROLE = new Block(
            "role",
            "A kind of machine.",
            List.of(
                    field("title", text(Word.TEXT), "What people call it. Default: its name."),
                    needed("hosts", text(Word.HOST_COUNT), "How many hosts have it: N, N.. (at least) or N..M.")));

    static final Block NEED = new Block(
            "need",
            "A stage that must be through before this one begins.",
            List.of(
                    needed("stage", text(Word.NAME), "The stage's name."),
                    field("when", text(Word.EXPRESSION), "Only where this holds; over parameters.")));

    static final Block ROLLING = new Block(
            "rolling",
            "How many hosts are inside the stage at once.",
            List.of(
                    field("canary", Fields.whole(0, 100_000), "Hosts that go first, alone. Default: 0."),
                    field(
                            "soak",
                            new Shape.Span(true),
                            "How long to wait after the canaries are through; over parameters. Default: 0s."),
                    field(
                            "batch",
                            text(Word.BATCH),
                            "Hosts inside at once after that: a number, or a share of the hosts that are no canaries, "
                                    + "rounded up. Default: 1."),
                    field(
                            "max-failures",
                            Fields.whole(0, 100_000),
                            "No further host begins while more than this many have failed. Default: 0.")));

    static final Block STAGE = new Block(
            "stage",
            "Steps for the hosts of one role. On each host the steps run in order.",
            List.of(
                    needed("stage", text(Word.NAME), "The stage's name."),
                    field("title", text(Word.TEMPLATE), "What people call it. Default: its name."),
                    needed("on", text(Word.NAME), "The role whose hosts go through it."),
                    field(
                            "needs",
                            new ListOf(new NameOrBlock(Word.NAME, NEED), 0, 200),
                            "Stages that must be through before this one begins."),
                    field("when", text(Word.EXPRESSION), "The stage is part of the plan only where this holds."),
                    field("rolling", ROLLING, "How many hosts are inside at once. Default: all of them."),
                    field("in-window", Fields.FLAG, "Begins only when the maintenance window is open. Default: false."),
                    needed("steps", CompositionSyntax.items("steps"), "What is done on each host, in order.")));

    static final Block INTERLOCK = new Block(
            "interlock",
            "An order that must hold whatever the stages say. Proven on the plan, and asked again before each"
                    + " dispatch.",
            List.of(
                    needed("interlock", text(Word.NAME), "The interlock's name."),
                    needed("before", text(Word.REFERENCE), "The stage or stage.step that must not begin before."),
                    needed(
                            "require",
                            text(Word.REFERENCE),
                            "The stage or stage.step that must be done, on every host."),
                    needed("because", text(Word.TEXT), "Why; shown to whoever wants to override it."),
                    field("when", text(Word.EXPRESSION), "In force only where this holds; over parameters."),
                    field("source", SOURCE, "Where it stands in the vendor's document.")));

    static final Block REMEDY = new Block(
            "remedy",
            "A known failure and what may mend it.",
            List.of(
                    needed("remedy", text(Word.NAME), "The remedy's name."),
                    needed("title", text(Word.TEXT), "What it does, in a few words."),
                    needed(
                            "when",
                            new Block(
                                    "remedy-when",
                                    "The failure it is for.",
                                    List.of(
                                            needed("step", text(Word.GLOB), "Steps: stage.step, with * for any part."),
                                            field(
                                                    "exit-code",
                                                    Fields.whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
                                                    "Exit code the step ended with. Default: any."),
                                            field(
                                                    "output",
                                                    text(Word.REGEX),
                                                    "Regular expression over message, observation and end of the "
                                                            + "output. Default: any."))),
                            "The failure it is for."),
                    needed("explain", text(Word.TEXT), "What happened and what the remedy does, for the operator."),
                    field("try", ACTIONS.action(), "The action that may mend it. Default: the explanation alone."),
                    field("on", text(Word.NAME), "Role whose only host runs it. Default: the host that failed."),
                    field("timeout", Fields.SPAN, "Time allowed. Default: 30m."),
                    field("source", SOURCE, "Where it stands in the vendor's document.")));

    static final Block PREREQUISITE = new Block(
            "prerequisite",
            "Another run that must have succeeded, on this controller, before a run of this runbook starts.",
            List.of(
                    needed("prerequisite", text(Word.NAME), "The prerequisite's name."),
                    field("runbook", text(Word.NAME), "Whose run it is. Default: this runbook."),
                    field(
                            "version",
                            new Shape.Choice(List.of("same", "any"), false),
                            "Which version of that runbook: this one's, or any. Default: same."),
                    field("when", text(Word.EXPRESSION), "Asked only where this holds; over parameters."),
                    field("within", Fields.SPAN, "How long ago it may have ended. Default: any time."),
                    field(
                            "parameters",
                            new MapOf(Word.NAME, text(Word.TEMPLATE), 50),
                            "Values that parameters of that run had."),
                    field(
                            "outputs",
                            new MapOf(Word.OUTPUT, text(Word.TEMPLATE), 50),
                            "Values that steps of that run gave, by stage.step.output."),
                    field("nothing-skipped", Fields.FLAG, "No person skipped a step of that run. Default: false."),
                    field(
                            "nothing-marked-done",
                            Fields.FLAG,
                            "No person marked a step of that run as done. Default: false."),
                    needed("because", text(Word.TEXT), "Why; shown to whoever starts without it."),
                    field("source", SOURCE, "Where it stands in the vendor's document.")));

    static final Block WINDOW = new Block(
            "maintenance-window",
            "When stages that are in-window may begin. When it closes the run is held, until a person lets it go on.",
            List.of(
                    needed("opens", text(Word.TEMPLATE), "A moment such as 2026-12-05T22:00+01:00; over parameters."),
                    needed("closes", text(Word.TEMPLATE), "A later moment; over parameters."),
                    field(
                            "guard",
                            new Shape.Choice(List.of("warn", "hold"), false),
                            "When the forecast passes the window's end: warn, or hold the run before work in it that"
                                    + " would overrun. Default: warn."),
                    field("when", text(Word.EXPRESSION), "In force only where this holds; over parameters.")));

    /** The whole document. */
    public static final Block RUNBOOK = new Block(
            "runbook",
            "An upgrade as data: who takes part, what is done in which order, and what must never happen.",
            List.of(
                    needed("runbook", text(Word.NAME), "The runbook's name."),
                    field(
                            "include",
                            new ListOf(text(Word.NAME), 0, 50),
                            "Fragments this runbook uses, by name; each is a file of that name beside it, ending"
                                    + " .yaml."),
                    field("version", text(Word.TEXT), "The runbook's own version. Default: 1."),
                    field("title", text(Word.TEXT), "What people call it. Default: its name."),
                    field("about", text(Word.TEXT), "What it upgrades, from what to what, and what it does not do."),
                    field("parameters", new MapOf(Word.NAME, PARAMETER, 200), "Values the operator gives, by name."),
                    needed("roles", new MapOf(Word.NAME, ROLE, 100), "Kinds of machines, by name."),
                    field(
                            "prerequisites",
                            new ListOf(PREREQUISITE, 0, 50),
                            "Other runs that must have succeeded before."),
                    field("maintenance-window", WINDOW, "When stages that are in-window may begin."),
                    needed(
                            "stages",
                            CompositionSyntax.items("stages"),
                            "What is done, in stages that need each other."),
                    field("interlocks", CompositionSyntax.items("interlocks"), "Orders that must hold."),
                    field("remedies", CompositionSyntax.items("remedies"), "Known failures.")));

    private RunbookSyntax() {}
}
