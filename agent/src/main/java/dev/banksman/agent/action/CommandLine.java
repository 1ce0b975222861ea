package dev.banksman.agent.action;

import java.util.ArrayList;
import java.util.List;

/** Windows gives a program one line of text; this is the usual way to write arguments into it and to read them back. */
public final class CommandLine {

    private CommandLine() {}

    /** One argument, quoted so that the C runtime's parser gives it back as it was. */
    public static String quote(String argument) {
        if (!argument.isEmpty() && argument.chars().noneMatch(c -> c == ' ' || c == '\t' || c == '"')) {
            return argument;
        }
        var quoted = new StringBuilder("\"");
        var backslashes = 0;
        for (var c : argument.toCharArray()) {
            if (c == '\\') {
                backslashes++;
                continue;
            }
            // Backslashes are doubled before a quote only.
            quoted.append("\\".repeat(c == '"' ? 2 * backslashes + 1 : backslashes))
                    .append(c);
            backslashes = 0;
        }
        return quoted.append("\\".repeat(2 * backslashes)).append('"').toString();
    }

    /** The program that the line starts, as Windows reads it: up to the closing quote, or the first blank. */
    public static String program(String line) {
        var start = line.stripLeading();
        if (start.startsWith("\"")) {
            var end = start.indexOf('"', 1);
            return end < 0 ? start.substring(1) : start.substring(1, end);
        }
        var end = 0;
        while (end < start.length() && !isBlank(start.charAt(end))) {
            end++;
        }
        return start.substring(0, end);
    }

    /** The arguments in the line, program first, as the C runtime splits them. */
    static List<String> split(String line) {
        var program = program(line);
        var start = line.stripLeading();
        var consumed = start.startsWith("\"") ? Math.min(start.length(), program.length() + 2) : program.length();
        var arguments = new ArrayList<String>();
        arguments.add(program);
        arguments.addAll(splitArguments(start.substring(consumed)));
        return List.copyOf(arguments);
    }

    private static List<String> splitArguments(String rest) {
        var arguments = new ArrayList<String>();
        var current = new StringBuilder();
        var begun = false;
        var quoted = false;
        var i = 0;
        while (i < rest.length()) {
            var c = rest.charAt(i);
            if (c == '\\') {
                var end = i;
                while (end < rest.length() && rest.charAt(end) == '\\') {
                    end++;
                }
                var count = end - i;
                var beforeQuote = end < rest.length() && rest.charAt(end) == '"';
                current.append("\\".repeat(beforeQuote ? count / 2 : count));
                begun = true;
                i = end;
                if (beforeQuote && count % 2 == 1) {
                    current.append('"');
                    i++;
                }
                continue;
            }
            if (c == '"' && quoted && i + 1 < rest.length() && rest.charAt(i + 1) == '"') {
                current.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (!quoted && isBlank(c)) {
                if (begun) {
                    arguments.add(current.toString());
                    current.setLength(0);
                    begun = false;
                }
            } else {
                current.append(c);
                begun = true;
            }
            i++;
        }
        if (begun) {
            arguments.add(current.toString());
        }
        return arguments;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
