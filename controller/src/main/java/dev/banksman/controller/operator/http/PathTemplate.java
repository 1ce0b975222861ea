package dev.banksman.controller.operator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with variables, such as {@code /v1/hosts/{host}:revoke}: a variable takes one part between two slashes.
 *
 * @param parts literals, and variables in braces
 * @param verb what follows the last colon; empty if there is none
 */
record PathTemplate(String text, List<String> parts, String verb) {

    static PathTemplate of(String text) {
        var colon = text.lastIndexOf(':');
        var path = colon < 0 ? text : text.substring(0, colon);
        return new PathTemplate(text, split(path), colon < 0 ? "" : text.substring(colon + 1));
    }

    /** The fields that the path names. */
    List<String> variables() {
        return parts.stream()
                .filter(PathTemplate::variable)
                .map(PathTemplate::name)
                .toList();
    }

    /** What the variables are in a path; empty if it is another path. */
    Optional<Map<String, String>> match(String path) {
        var found = split(path);
        if (found.size() != parts.size()) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < parts.size(); i++) {
            var value = decoded(found.get(i));
            if (i == parts.size() - 1 && !verb.isEmpty()) {
                if (!value.endsWith(":" + verb)) {
                    return Optional.empty();
                }
                value = value.substring(0, value.length() - verb.length() - 1);
            }
            if (!variable(parts.get(i))) {
                if (!parts.get(i).equals(value)) {
                    return Optional.empty();
                }
            } else if (value.isEmpty()) {
                return Optional.empty();
            } else {
                values.put(name(parts.get(i)), value);
            }
        }
        return Optional.of(values);
    }

    private static List<String> split(String path) {
        var parts = new ArrayList<>(List.of(path.split("/", -1)));
        parts.removeFirst();
        return parts;
    }

    /** A plus sign is one in a path. */
    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean variable(String part) {
        return part.startsWith("{");
    }

    private static String name(String part) {
        return part.substring(1, part.length() - 1);
    }
}
