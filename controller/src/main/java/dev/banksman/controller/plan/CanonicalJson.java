package dev.banksman.controller.plan;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes trees of maps, lists, texts, whole numbers and booleans as JSON in one way only: keys sorted by UTF-16 code
 * unit, no white space, texts escaped only where JSON demands it. Numbers with fractions are written as texts by the
 * caller, because there are many ways to write one.
 */
final class CanonicalJson {
    private final OutputStream out;

    CanonicalJson(OutputStream out) {
        this.out = out;
    }

    void write(Object value) {
        switch (value) {
            case Map<?, ?> map -> map(map);
            case List<?> list -> list(list);
            case String text -> text(text);
            case Integer number -> raw(number.toString());
            case Long number -> raw(number.toString());
            case Boolean flag -> raw(flag.toString());
            default -> throw new IllegalArgumentException("Not for JSON: " + value.getClass());
        }
    }

    private void map(Map<?, ?> map) {
        raw("{");
        var sorted = new TreeMap<String, Object>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        var first = true;
        for (var entry : sorted.entrySet()) {
            if (!first) {
                raw(",");
            }
            first = false;
            text(entry.getKey());
            raw(":");
            write(entry.getValue());
        }
        raw("}");
    }

    private void list(List<?> list) {
        raw("[");
        for (var i = 0; i < list.size(); i++) {
            if (i > 0) {
                raw(",");
            }
            write(list.get(i));
        }
        raw("]");
    }

    private void text(String text) {
        var json = new StringBuilder(text.length() + 2).append('"');
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        raw(json.append('"').toString());
    }

    private void raw(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
