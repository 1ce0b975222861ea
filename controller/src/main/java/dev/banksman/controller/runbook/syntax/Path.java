package dev.banksman.controller.runbook.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A place in a document, in its own words: {@code stages[2].steps[0].exec.program}. Immutable; shares its parents. */
public record Path(Optional<Path> parent, String key, int index) {
    public static final Path ROOT = new Path(Optional.empty(), "", -1);

    public Path key(String name) {
        return new Path(Optional.of(this), name, -1);
    }

    public Path index(int i) {
        return new Path(Optional.of(this), "", i);
    }

    /** The parts from the document's root on; a list's items have an empty key. */
    public List<Path> parts() {
        var parts = new ArrayList<Path>();
        for (var path = this; path.parent().isPresent(); path = path.parent().get()) {
            parts.addFirst(path);
        }
        return parts;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var part : parts()) {
            if (part.index >= 0) {
                text.append('[').append(part.index).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(part.key);
            }
        }
        return text.isEmpty() ? "(document)" : text.toString();
    }
}
