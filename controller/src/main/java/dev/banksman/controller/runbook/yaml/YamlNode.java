package dev.banksman.controller.runbook.yaml;

import dev.banksman.controller.runbook.Position;
import java.util.List;
import java.util.Optional;

/** One node of a YAML document. An anchored node is shared by its aliases. Immutable. */
public sealed interface YamlNode {

    Position at();

    /** What the node is, in an author's words, cut to a length that fits a message. */
    String describe();

    /** How a scalar is written; only a plain one may be null. A block is one after {@code |} or {@code >}. */
    enum Style {
        PLAIN,
        QUOTED,
        BLOCK
    }

    /** A single value, as written. */
    record Scalar(String text, Style style, Position at) implements YamlNode {
        public boolean isNull() {
            return style == Style.PLAIN
                    && switch (text) {
                        case "", "~", "null", "Null", "NULL" -> true;
                        default -> false;
                    };
        }

        @Override
        public String describe() {
            return isNull() ? "nothing" : Excerpt.quoted(text);
        }

        /** Where a part of the text stands; for texts over several lines, where the text begins. */
        public Position at(int offset) {
            if (style == Style.BLOCK || text.indexOf('\n') >= 0) {
                return at;
            }
            var before = text.codePointCount(0, offset) + (style == Style.QUOTED ? 1 : 0);
            return new Position(at.file(), at.line(), at.column() + before);
        }
    }

    record Sequence(List<YamlNode> items, Position at) implements YamlNode {
        @Override
        public String describe() {
            return items.isEmpty() ? "an empty list" : "a list";
        }
    }

    /** Keys are unique; a key that came twice is a problem and its first value stands. */
    record Mapping(List<Entry> entries, Position at) implements YamlNode {
        public Optional<Entry> entry(String key) {
            for (var entry : entries) {
                if (entry.key().text().equals(key)) {
                    return Optional.of(entry);
                }
            }
            return Optional.empty();
        }

        @Override
        public String describe() {
            return entries.isEmpty() ? "an empty mapping" : "a mapping";
        }
    }

    record Entry(Scalar key, YamlNode value) {}
}
