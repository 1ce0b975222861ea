package dev.banksman.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines {@code name = value}; {@code #} begins a comment line. A backslash is a backslash, so that Windows paths can be
 * written as they are.
 *
 * @param name of the file, for messages
 * @param lines number of the line of each name
 */
record SettingsFile(String name, Map<String, String> values, Map<String, Integer> lines, List<String> problems) {

    /** A file that is not there says nothing. */
    static SettingsFile read(Path file) throws IOException {
        return Files.exists(file)
                ? parse(file.toString(), Files.readAllLines(file, StandardCharsets.UTF_8))
                : parse(file.toString(), List.of());
    }

    static SettingsFile parse(String name, List<String> text) {
        var values = new HashMap<String, String>();
        var lines = new HashMap<String, Integer>();
        var problems = new ArrayList<String>();
        for (int i = 0; i < text.size(); i++) {
            var line = text.get(i).strip();
            int equals = line.indexOf('=');
            var where = name + ":" + (i + 1);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (equals < 1) {
                problems.add(where + ": expected 'name = value', found '" + line + "'");
                continue;
            }
            var setting = line.substring(0, equals).strip();
            if (lines.putIfAbsent(setting, i + 1) != null) {
                problems.add(where + ": '" + setting + "' was set in line " + lines.get(setting) + " already");
            } else {
                values.put(setting, line.substring(equals + 1).strip());
            }
        }
        return new SettingsFile(name, Map.copyOf(values), Map.copyOf(lines), List.copyOf(problems));
    }

    /** File and line of a setting. */
    String where(String setting) {
        return name + ":" + lines.getOrDefault(setting, 0);
    }

    /** The lines of a file with one setting replaced, or added at the end. */
    static List<String> with(List<String> text, String setting, String value) {
        var result = new ArrayList<String>();
        boolean replaced = false;
        for (var line : text) {
            var stripped = line.strip();
            int equals = stripped.indexOf('=');
            boolean here = equals > 0
                    && !stripped.startsWith("#")
                    && stripped.substring(0, equals).strip().equals(setting);
            if (!here) {
                result.add(line);
            } else if (!replaced) {
                result.add(setting + " = " + value);
                replaced = true;
            }
        }
        if (!replaced) {
            result.add(setting + " = " + value);
        }
        return result;
    }

    /** Words of a command, divided by spaces; double quotes hold one together. */
    static List<String> words(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (char c : text.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (any) {
                    words.add(word.toString());
                    word.setLength(0);
                    any = false;
                }
            } else {
                word.append(c);
                any = true;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("expected a closing quote, found none in '" + text + "'");
        }
        if (any) {
            words.add(word.toString());
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("expected a command, found nothing");
        }
        return List.copyOf(words);
    }
}
