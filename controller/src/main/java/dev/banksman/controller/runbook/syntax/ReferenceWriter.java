package dev.banksman.controller.runbook.syntax;

import dev.banksman.controller.runbook.syntax.Shape.Block;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** Turns shapes into tables of a Markdown page, one section per block. */
public final class ReferenceWriter {
    private final StringBuilder page = new StringBuilder();
    private final SequencedSet<Block> todo = new LinkedHashSet<>();
    private final SequencedSet<String> done = new LinkedHashSet<>();

    private ReferenceWriter() {}

    /** Sections for a block and everything that may stand in it. */
    public static String sections(Block root) {
        var writer = new ReferenceWriter();
        writer.write(root);
        return writer.page.toString();
    }

    /** The same, without what {@code elsewhere} and what may stand in it have sections for already. */
    public static String sections(Block root, Block elsewhere) {
        var writer = new ReferenceWriter();
        writer.write(elsewhere);
        writer.page.setLength(0);
        writer.write(root);
        return writer.page.toString();
    }

    private void write(Block root) {
        todo.add(root);
        while (!todo.isEmpty()) {
            section(todo.removeFirst());
        }
    }

    private void section(Block block) {
        if (!done.add(block.name())) {
            return;
        }
        page.append("\n### ").append(block.name()).append("\n\n");
        if (!block.about().isEmpty()) {
            page.append(block.about()).append("\n\n");
        }
        var contents = block.contents();
        page.append("| field | what may stand there | meaning |\n|---|---|---|\n");
        for (var field : contents.fields()) {
            page.append("| `").append(field.key()).append('`').append(field.required() ? " (needed)" : "");
            page.append(" | ").append(describe(field.shape())).append(" | ");
            page.append(field.help().replace("|", "\\|")).append(" |\n");
        }
        for (var excludes : contents.excludes()) {
            page.append("\nBeside `").append(excludes.key()).append("` there is no `");
            page.append(String.join("`, `", excludes.others())).append("`.\n");
        }
        for (var oneOf : contents.oneOfs()) {
            page.append("\nExactly one of `")
                    .append(String.join("`, `", oneOf.keys()))
                    .append("`.\n");
        }
    }

    private String describe(Shape shape) {
        return switch (shape) {
            case Shape.Text text -> describe(text.word());
            case Shape.Whole whole -> "whole number" + expanded(whole.template());
            case Shape.Decimal decimal -> "number from " + decimal.least() + " to " + decimal.most();
            case Shape.Flag flag -> "`true` or `false`" + expanded(flag.template());
            case Shape.Span span -> "duration (90s, 45m, 2h)" + expanded(span.template());
            case Shape.Choice choice -> "`" + String.join("`, `", choice.values()) + "`" + expanded(choice.template());
            case Shape.ListOf list -> "list, at most " + list.most() + ": " + describe(list.item());
            case Shape.Composed(var list, var item) ->
                link(item) + ", " + link(CompositionSyntax.INCLUDED) + " or "
                        + link(CompositionSyntax.loop(list, item));
            case Shape.Values values -> "list of texts, or a text with `${...}` that gives one";
            case Shape.MapOf map -> "mapping from " + describe(map.key()) + " to: " + describe(map.value());
            case Shape.NameOrBlock either -> describe(either.name()) + ", or " + link(either.block());
            case Block block -> link(block);
        };
    }

    private static String describe(Word word) {
        return switch (word) {
            case NAME -> "name";
            case HOST_NAME -> "host name";
            case TEMPLATE -> "text, `${...}` expanded";
            case VERBATIM -> "text, sent as it stands";
            case TEXT, EXPRESSION, REGEX, CAPTURE, REFERENCE, OUTPUT, GLOB, FACT, HOST_COUNT, BATCH -> word.expected();
        };
    }

    private String link(Block block) {
        if (!done.contains(block.name())) {
            todo.add(block);
        }
        return "[" + block.name() + "](#" + block.name() + ")";
    }

    private static String expanded(boolean template) {
        return template ? ", or a text with `${...}` that makes one" : "";
    }
}
