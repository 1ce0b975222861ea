package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.syntax.Durations;
import dev.banksman.controller.runbook.yaml.YamlNode;
import dev.banksman.controller.runbook.yaml.YamlNode.Entry;
import dev.banksman.controller.runbook.yaml.YamlNode.Mapping;
import dev.banksman.controller.runbook.yaml.YamlNode.Scalar;
import dev.banksman.controller.runbook.yaml.YamlNode.Sequence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads values out of a tree that the shape checker has seen. Whatever does not fit was named there; here it counts as
 * absent, so that the checks after it still have something to look at.
 */
record Cursor(YamlNode node) {
    private static final int MOST = 1_000;

    Position at() {
        return node.at();
    }

    List<Entry> entries() {
        return node instanceof Mapping mapping ? mapping.entries() : List.of();
    }

    Optional<Cursor> get(String key) {
        return node instanceof Mapping mapping
                ? mapping.entry(key).map(entry -> new Cursor(entry.value()))
                : Optional.empty();
    }

    /** At most {@value #MOST} of them: a longer list is named by the checker, and need not be looked at in full. */
    List<Cursor> items(String key) {
        return get(key).filter(c -> c.node instanceof Sequence)
                .map(c -> ((Sequence) c.node)
                        .items().stream().limit(MOST).map(Cursor::new).toList())
                .orElse(List.of());
    }

    Optional<String> scalar() {
        return node instanceof Scalar scalar && !scalar.isNull() ? Optional.of(scalar.text()) : Optional.empty();
    }

    Optional<String> text(String key) {
        return get(key).flatMap(Cursor::scalar);
    }

    String textOr(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    List<String> texts(String key) {
        return items(key).stream().map(Cursor::scalar).flatMap(Optional::stream).toList();
    }

    boolean flag(String key, boolean otherwise) {
        return text(key).map(text -> text.equals("true")).orElse(otherwise);
    }

    Optional<Integer> whole(String key) {
        return text(key).flatMap(text -> {
            try {
                return Optional.of(Integer.parseInt(text));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    Optional<Double> decimal(String key) {
        return text(key).filter(text -> text.matches("[0-9]+(\\.[0-9]+)?")).map(Double::parseDouble);
    }

    Optional<Duration> span(String key) {
        return text(key).flatMap(Durations::parse);
    }

    /** Where the value of a key stands, or where the block begins. */
    Position at(String key) {
        return get(key).map(Cursor::at).orElse(at());
    }
}
