package dev.banksman.controller.runbook.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A text with {@code ${...}} taken apart. {@code $${} stands for a literal {@code ${}. */
public record Template(List<Part> parts) {

    public sealed interface Part {}

    public record Literal(String text) implements Part {}

    /** {@code offset} is that of the expression in the text. */
    public record Expression(String text, int offset) implements Part {}

    /** Whether there is anything to take apart. */
    public static boolean isIn(String text) {
        return text.contains("${");
    }

    /** What is wrong with the text, ignoring names. */
    public static Optional<String> complaint(String text) {
        if (!isIn(text)) {
            return Optional.empty();
        }
        var template = parse(text);
        if (template.isEmpty()) {
            return Optional.of("${ without its }");
        }
        for (var part : template.get().parts()) {
            if (part instanceof Expression expression) {
                var complaint = expression.text().isBlank()
                        ? Optional.of("${} with nothing in it")
                        : CelText.complaint(expression.text());
                if (complaint.isPresent()) {
                    return complaint;
                }
            }
        }
        return Optional.empty();
    }

    /** Nothing when a {@code ${} is never closed. */
    public static Optional<Template> parse(String text) {
        var parts = new ArrayList<Part>();
        var literal = new StringBuilder();
        var i = 0;
        while (i < text.length()) {
            if (text.startsWith("$${", i)) {
                literal.append("${");
                i += 3;
            } else if (text.startsWith("${", i)) {
                var end = end(text, i + 2);
                if (end < 0) {
                    return Optional.empty();
                }
                flush(literal, parts);
                parts.add(new Expression(text.substring(i + 2, end), i + 2));
                i = end + 1;
            } else {
                literal.append(text.charAt(i));
                i++;
            }
        }
        flush(literal, parts);
        return Optional.of(new Template(List.copyOf(parts)));
    }

    private static void flush(StringBuilder literal, List<Part> parts) {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    /** The index of the brace that closes the expression, or -1. */
    private static int end(String text, int start) {
        var depth = 0;
        var i = start;
        while (i < text.length()) {
            var c = text.charAt(i);
            if (c == '"' || c == '\'') {
                i = CelText.endOfString(text, i);
                continue;
            }
            if (c == '{') {
                depth++;
            } else if (c == '}' && depth-- == 0) {
                return i;
            }
            i++;
        }
        return -1;
    }
}
