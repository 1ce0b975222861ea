package dev.banksman.controller.runbook.compose;

import dev.banksman.controller.runbook.expression.CelText;
import dev.banksman.controller.runbook.expression.Template;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Puts values in the place of {@code each.NAME} and {@code with.NAME}. In a text, {@code ${each.layer}} becomes the value
 * itself; inside an expression the name becomes an operand. Names it does not know stay, and are refused later as unknown.
 */
final class Substitution {
    /** No text of a runbook may be longer. */
    static final int LONGEST = 64 << 10;

    static final Substitution NONE = new Substitution(Map.of());
    private static final Pattern NAME = Pattern.compile("(?:each|with)\\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*");

    private final Map<String, Value> values;

    private Substitution(Map<String, Value> values) {
        this.values = values;
    }

    /** What stands for a name: a text that may itself hold {@code ${...}}, or an expression known when the step's turn comes. */
    sealed interface Value {
        record Text(String template) implements Value {}

        record Late(String expression) implements Value {}

        record Number(int value) implements Value {}
    }

    Substitution and(String name, Value value) {
        var more = new HashMap<>(values);
        more.put(name, value);
        return new Substitution(Map.copyOf(more));
    }

    boolean isNothing() {
        return values.isEmpty();
    }

    /** A text with {@code ${...}}. One that is not well-formed stays as it is; its check says why. */
    String inText(String text) {
        if (values.isEmpty() || !Template.isIn(text)) {
            return text;
        }
        var template = Template.parse(text);
        if (template.isEmpty()) {
            return text;
        }
        var result = new StringBuilder();
        for (var part : template.get().parts()) {
            append(
                    result,
                    switch (part) {
                        case Template.Literal(var literal) -> literal.replace("${", "$${");
                        case Template.Expression(var expression, var offset) ->
                            switch (values.get(expression.strip())) {
                                case Value.Text(var value) -> value;
                                case Value.Number(var number) -> Integer.toString(number);
                                case Value.Late(var late) -> "${" + late + "}";
                                case null -> "${" + inExpression(expression) + "}";
                            };
                    });
            if (result.length() > LONGEST) {
                break;
            }
        }
        return result.toString();
    }

    /** A dollar sign at the end of one piece is not to make something else of the next. */
    private static void append(StringBuilder result, String piece) {
        var sign = result.length() - 1;
        if (sign >= 0 && result.charAt(sign) == '$' && (piece.startsWith("$") || piece.startsWith("{"))) {
            result.setLength(sign);
            result.append("${'$'}");
        }
        result.append(piece);
    }

    /** An expression, as in {@code when}. */
    String inExpression(String expression) {
        if (values.isEmpty()) {
            return expression;
        }
        var result = new StringBuilder();
        var i = 0;
        while (i < expression.length()) {
            var c = expression.charAt(i);
            if (c == '"' || c == '\'') {
                var end = CelText.endOfString(expression, i);
                result.append(expression, i, end);
                i = end;
                continue;
            }
            var name = NAME.matcher(expression).region(i, expression.length());
            if (begins(expression, i) && name.lookingAt() && values.containsKey(name.group())) {
                result.append(operand(values.get(name.group())));
                i = name.end();
            } else {
                result.append(c);
                i++;
            }
        }
        return result.toString();
    }

    private static boolean begins(String text, int i) {
        if (i == 0) {
            return true;
        }
        var before = text.charAt(i - 1);
        return !Character.isLetterOrDigit(before) && before != '_' && before != '.' && before != '-';
    }

    private static String operand(Value value) {
        return switch (value) {
            case Value.Late(var expression) -> expression;
            case Value.Number(var number) -> Integer.toString(number);
            case Value.Text(var text) -> {
                var template = Template.parse(text);
                if (template.isEmpty()) {
                    yield quoted(text);
                }
                var parts = template.get().parts();
                if (parts.size() == 1 && parts.getFirst() instanceof Template.Expression(var only, var offset)) {
                    yield "(" + only + ")";
                }
                var sum = new StringBuilder();
                for (var part : parts) {
                    sum.append(sum.isEmpty() ? "(" : " + ");
                    sum.append(
                            switch (part) {
                                case Template.Literal(var literal) -> quoted(literal);
                                case Template.Expression(var expression, var offset) -> "string(" + expression + ")";
                            });
                }
                yield sum.isEmpty()
                        ? "''"
                        : parts.size() == 1 ? sum.substring(1) : sum.append(')').toString();
            }
        };
    }

    static String quoted(String text) {
        return "'"
                + text.replace("\\", "\\\\")
                        .replace("'", "\\'")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r") + "'";
    }
}
