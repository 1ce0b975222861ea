package dev.banksman.controller.runbook.syntax;

import static dev.banksman.controller.runbook.syntax.Fields.field;
import static dev.banksman.controller.runbook.syntax.Fields.needed;
import static dev.banksman.controller.runbook.syntax.Fields.text;

import dev.banksman.controller.runbook.syntax.Shape.Block;
import dev.banksman.controller.runbook.syntax.Shape.ListOf;
import dev.banksman.controller.runbook.syntax.Shape.MapOf;
import java.util.List;

/** The shape of an inventory. */
public final class InventorySyntax {
    private static final Shape VARIABLES = new MapOf(Word.NAME, text(Word.TEXT), 200);

    static final Block HOST = new Block(
            "host",
            "A machine with an agent.",
            List.of(
                    needed("roles", new ListOf(text(Word.NAME), 1, 50), "The roles it has."),
                    field("variables", VARIABLES, "Its values, for ${host.variables.<name>}.")));

    /** The whole document. */
    public static final Block INVENTORY = new Block(
            "inventory",
            "Which hosts there are and which roles and variables each has. Hosts keep this order in every plan.",
            List.of(
                    needed("inventory", text(Word.NAME), "The inventory's name."),
                    field("variables", VARIABLES, "Values for every host that does not have its own."),
                    needed("hosts", new MapOf(Word.HOST_NAME, HOST, 100_000), "Hosts, by name.")));

    private InventorySyntax() {}
}
