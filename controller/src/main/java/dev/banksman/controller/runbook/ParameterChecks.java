package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.Runbook.Parameter;
import dev.banksman.controller.runbook.Runbook.ParameterType;
import dev.banksman.controller.runbook.expression.Names;
import dev.banksman.controller.runbook.syntax.Durations;
import dev.banksman.controller.runbook.syntax.Times;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Judges declarations of parameters and evidence, and the values given for them. */
public final class ParameterChecks {
    private static final int MOST_STEPS = 1_000_000;

    private ParameterChecks() {}

    static void declaration(Parameter parameter, String path, Problems problems) {
        if (Names.RESERVED.contains(parameter.name())) {
            problems.add(parameter.at(), path, "the reserved name " + parameter.name(), "another name", "");
        }
        if (parameter.type() == ParameterType.CHOICE && parameter.choices().isEmpty()) {
            problems.add(parameter.at(), path, "type choice without choices", "choices", "");
        }
        for (var choice : parameter.choices()) {
            if (parameter.type() != ParameterType.CHOICE) {
                type(parameter.type(), choice)
                        .ifPresent(expected ->
                                problems.add(parameter.at(), path + ".choices", "\"" + choice + "\"", expected, ""));
            }
        }
        parameter
                .defaultValue()
                .ifPresent(value -> complaint(parameter, value)
                        .ifPresent(expected ->
                                problems.add(parameter.at(), path + ".default", "\"" + value + "\"", expected, "")));
    }

    /** What was expected instead of the value; nothing when it is right. */
    public static Optional<String> complaint(Parameter parameter, String value) {
        // A path may be empty where the author says so by the default: it then means "none".
        if (parameter.type() == ParameterType.PATH
                && value.isEmpty()
                && parameter.defaultValue().filter(String::isEmpty).isPresent()) {
            return Optional.empty();
        }
        var type = type(parameter.type(), value);
        if (type.isPresent()) {
            return type;
        }
        var items = parameter.type() == ParameterType.LIST ? items(value) : List.of(value);
        if (!parameter.choices().isEmpty() && !parameter.choices().containsAll(items)) {
            return Optional.of("one of " + String.join(", ", parameter.choices()));
        }
        return parameter
                .pattern()
                .filter(p -> items.stream().anyMatch(item -> !matches(p, item)))
                .map(p -> "a value that matches " + p);
    }

    /** The texts of a list: between commas and line ends, without the blanks around them, none of them empty. */
    public static List<String> items(String value) {
        return Pattern.compile("[,\\n]")
                .splitAsStream(value)
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Optional<String> type(ParameterType type, String value) {
        return switch (type) {
            case STRING, CHOICE, LIST -> Optional.empty();
            case TIME -> Times.parse(value).isPresent() ? Optional.empty() : Optional.of(Times.EXPECTED);
            case PATH -> value.isBlank() ? Optional.of("a path") : Optional.empty();
            case INTEGER -> value.matches("-?[0-9]{1,18}") ? Optional.empty() : Optional.of("a whole number");
            case BOOLEAN ->
                value.equals("true") || value.equals("false") ? Optional.empty() : Optional.of("true or false");
            case DURATION -> Durations.parse(value).isPresent() ? Optional.empty() : Optional.of(Durations.EXPECTED);
        };
    }

    /** Whole match in bounded time: an expression that would try for ever counts as one that does not match. */
    private static boolean matches(String pattern, String value) {
        try {
            return Pattern.compile(pattern)
                    .matcher(new Counted(value, new int[] {MOST_STEPS}))
                    .matches();
        } catch (PatternSyntaxException e) {
            // The pattern itself is the problem, and named as such.
            return true;
        } catch (TooManySteps | StackOverflowError e) {
            return false;
        }
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("the expression takes too long", null, false, false);
        }
    }

    private record Counted(CharSequence text, int[] left) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (left[0]-- <= 0) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
