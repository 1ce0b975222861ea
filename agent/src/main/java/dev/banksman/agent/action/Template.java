package dev.banksman.agent.action;

import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text in which {@code {{name}}} stands for the variable of that name. Values are put in as they are, once. */
final class Template {

    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.-]+)\\s*}}");

    private Template() {}

    /** @throws InvalidActionException naming every variable that has no value, with the line it stands on */
    static String fill(String content, Map<String, String> variables) throws InvalidActionException {
        var missing = new TreeSet<String>();
        var filled = new StringBuilder();
        var places = PLACE.matcher(content);
        while (places.find()) {
            var name = places.group(1);
            var value = variables.get(name);
            if (value == null) {
                missing.add("{{" + name + "}} on line " + lineOf(content, places.start()));
            }
            places.appendReplacement(filled, Matcher.quoteReplacement(value == null ? "" : value));
        }
        if (!missing.isEmpty()) {
            throw new InvalidActionException("file.template: expected a variable for each name, found none for "
                    + String.join(", ", missing) + ". Given: "
                    + (variables.isEmpty() ? "none" : String.join(", ", new TreeSet<>(variables.keySet()))) + ".");
        }
        return places.appendTail(filled).toString();
    }

    private static long lineOf(String content, int position) {
        return content.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
    }
}
