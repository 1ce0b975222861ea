package dev.banksman.controller.run;

import dev.banksman.controller.runbook.Runbook.EvidenceField;
import dev.banksman.controller.runbook.syntax.Times;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a person writes down at a gate, held against what the gate asks for. */
final class EvidenceRules {
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(ms|s|m|h|d))+");

    private EvidenceRules() {}

    /** With the defaults of fields that were left empty. */
    static Map<String, String> complete(
            List<EvidenceField> fields, Map<String, String> given, UnaryOperator<String> text) {
        var evidence = new LinkedHashMap<>(given);
        for (EvidenceField field : fields) {
            if (evidence.getOrDefault(field.name(), "").isBlank()) {
                evidence.remove(field.name());
                field.defaultValue().ifPresent(value -> evidence.put(field.name(), text.apply(value)));
            }
        }
        return Map.copyOf(evidence);
    }

    /** All problems at once, in the order of the fields; none when the evidence will do. */
    static List<String> problems(List<EvidenceField> fields, Map<String, String> evidence) {
        var problems = new ArrayList<>(tooLong(evidence));
        for (EvidenceField field : fields) {
            String value = evidence.get(field.name());
            if (value == null) {
                if (field.required()) {
                    problems.add("evidence " + field.name() + " is required (" + field.help() + ")");
                }
            } else {
                problem(field, value, problems);
            }
        }
        List<String> known = fields.stream().map(EvidenceField::name).toList();
        evidence.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name -> problems.add("evidence " + name + " is not asked for; asked for is " + known));
        return problems;
    }

    static List<String> tooLong(Map<String, String> evidence) {
        return evidence.entrySet().stream()
                .filter(e -> e.getValue().length() > Limits.TEXT)
                .map(e -> "evidence " + e.getKey() + " has " + e.getValue().length() + " characters; at most "
                        + Limits.TEXT + " are kept")
                .sorted()
                .toList();
    }

    private static void problem(EvidenceField field, String value, List<String> problems) {
        String found = "evidence " + field.name() + " is \"" + value + "\"; expected ";
        boolean typed = switch (field.type()) {
            case STRING, PATH, CHOICE, LIST -> true;
            case TIME -> Times.parse(value).isPresent();
            case INTEGER -> INTEGER.matcher(value).matches();
            case BOOLEAN -> value.equals("true") || value.equals("false");
            case DURATION -> DURATION.matcher(value).matches();
        };
        if (!typed) {
            problems.add(found
                    + switch (field.type()) {
                        case INTEGER -> "a whole number";
                        case BOOLEAN -> "true or false";
                        case DURATION -> "a duration such as 45m";
                        case TIME -> Times.EXPECTED;
                        case STRING, PATH, CHOICE, LIST -> "text";
                    });
        } else if (!field.choices().isEmpty() && !field.choices().contains(value)) {
            problems.add(found + "one of " + field.choices());
        } else if (field.pattern().isPresent() && !matches(field.pattern().get(), value)) {
            problems.add(found + "something that matches " + field.pattern().get());
        }
    }

    private static boolean matches(String pattern, String value) {
        try {
            return Pattern.matches(pattern, value);
        } catch (PatternSyntaxException e) {
            // The planner refuses such a pattern; if one comes through, nothing can satisfy it, and the person is told.
            return false;
        }
    }
}
