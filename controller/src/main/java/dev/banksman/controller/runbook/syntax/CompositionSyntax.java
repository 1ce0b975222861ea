package dev.banksman.controller.runbook.syntax;

import static dev.banksman.controller.runbook.syntax.Fields.field;
import static dev.banksman.controller.runbook.syntax.Fields.needed;
import static dev.banksman.controller.runbook.syntax.Fields.text;

import dev.banksman.controller.runbook.syntax.Shape.Block;
import dev.banksman.controller.runbook.syntax.Shape.Composed;
import dev.banksman.controller.runbook.syntax.Shape.Contents;
import dev.banksman.controller.runbook.syntax.Shape.ListOf;
import dev.banksman.controller.runbook.syntax.Shape.MapOf;
import java.util.List;

/**
 * The shape of what composes a runbook: fragments, what is placed from them, and items written for each of several
 * values. For editors and the reference; the reader sees what has been composed.
 */
public final class CompositionSyntax {
    static final Block INCLUDED = new Block(
            "included",
            "What a fragment has, in this place: `fragment.part` for steps, `fragment` for stages.",
            List.of(
                    needed("include", text(Word.REFERENCE), "The fragment, or a part of it."),
                    field(
                            "with",
                            new MapOf(Word.NAME, text(Word.TEMPLATE), 50),
                            "Texts that take the place of `with.<name>` in what is included.")));

    /** A fragment's document. */
    public static final Block FRAGMENT = new Block(
            "fragment",
            "What several runbooks share. Parameters, roles, interlocks and remedies join those of a runbook that"
                    + " includes it; stages and parts are placed where the runbook says.",
            () -> new Contents(
                    List.of(
                            needed("fragment", text(Word.NAME), "The fragment's name; its file is called so too."),
                            field("about", text(Word.TEXT), "What it is for."),
                            field(
                                    "parameters",
                                    new MapOf(Word.NAME, RunbookSyntax.PARAMETER, 200),
                                    "Values the operator gives, by name."),
                            field(
                                    "roles",
                                    new MapOf(Word.NAME, RunbookSyntax.ROLE, 100),
                                    "Kinds of machines, by name."),
                            field(
                                    "steps",
                                    new MapOf(Word.NAME, items("steps"), 200),
                                    "Parts: lists of steps, by name."),
                            field(
                                    "stages",
                                    items("stages"),
                                    "Stages, placed together by `include` among a runbook's stages."),
                            field("interlocks", items("interlocks"), "Orders that must hold."),
                            field("remedies", items("remedies"), "Known failures.")),
                    List.of(),
                    List.of()));

    private CompositionSyntax() {}

    /** One item for each of several values. */
    static Block loop(String list, Block item) {
        return new Block(
                item.name() + "-for-each",
                "A copy of the " + list + " in it for each value, in the order of the values.",
                () -> new Contents(
                        List.of(
                                needed(
                                        "for-each",
                                        text(Word.NAME),
                                        "What one value is called: `each.<name>`; `each.number` counts from 1."),
                                needed(
                                        "in",
                                        new Shape.Values(),
                                        list.equals("steps")
                                                ? "The values: a list; or one `${...}`, a list parameter or an output"
                                                        + " of an earlier step with one value a line."
                                                : "The values: a list."),
                                field(
                                        "max",
                                        Fields.whole(1, 200),
                                        "Where the values are `${...}`: how many copies the plan holds. A longer list"
                                                + " is put before a person."),
                                needed(list, items(list), "What is copied.")),
                        List.of(),
                        List.of()));
    }

    /** A list of a document, with what composes it. */
    static ListOf items(String list) {
        return switch (list) {
            case "steps" -> new ListOf(new Composed(list, StepSyntax.STEP), 1, 400);
            case "stages" -> new ListOf(new Composed(list, RunbookSyntax.STAGE), 1, 200);
            case "interlocks" -> new ListOf(new Composed(list, RunbookSyntax.INTERLOCK), 0, 200);
            case "remedies" -> new ListOf(new Composed(list, RunbookSyntax.REMEDY), 0, 500);
            default -> throw new IllegalArgumentException("Nothing is composed in " + list);
        };
    }
}
