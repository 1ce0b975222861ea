package dev.banksman.controller.runbook.syntax;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What may stand at a place of a document. */
public sealed interface Shape {

    record Text(Word word) implements Shape {}

    /** A whole number; with {@code template} also a text with {@code ${...}}, judged when the plan is made. */
    record Whole(long least, long most, boolean template) implements Shape {}

    record Decimal(double least, double most) implements Shape {}

    record Flag(boolean template) implements Shape {}

    /** A duration, written as 90s, 45m, 2h. */
    record Span(boolean template) implements Shape {}

    record Choice(List<String> values, boolean template) implements Shape {}

    record ListOf(Shape item, int least, int most) implements Shape {}

    record MapOf(Word key, Shape value, int most) implements Shape {}

    /** An item of a list in which items may also be included from a fragment, or written once for each of several values. */
    record Composed(String list, Block item) implements Shape {}

    /** A list of texts, or a text with {@code ${...}} that gives one. */
    record Values() implements Shape {}

    /** A name by itself, or a block that says more. */
    record NameOrBlock(Word name, Block block) implements Shape {}

    /** A mapping with known fields. Named, because it may contain itself; the name is its place in the JSON Schema. */
    final class Block implements Shape {
        private final String name;
        private final String about;
        private final Supplier<Contents> source;
        private Optional<Contents> contents = Optional.empty();

        public Block(String name, String about, Supplier<Contents> source) {
            this.name = name;
            this.about = about;
            this.source = source;
        }

        public Block(String name, String about, List<Field> fields, OneOf... oneOfs) {
            this(name, about, () -> new Contents(fields, List.of(oneOfs), List.of()));
        }

        public String name() {
            return name;
        }

        public String about() {
            return about;
        }

        public synchronized Contents contents() {
            if (contents.isEmpty()) {
                contents = Optional.of(source.get());
            }
            return contents.get();
        }
    }

    record Contents(List<Field> fields, List<OneOf> oneOfs, List<Excludes> excludes) {
        public Optional<Field> field(String key) {
            return fields.stream().filter(f -> f.key().equals(key)).findFirst();
        }
    }

    /**
     * @param help for editors and the reference; ends with a full stop
     * @param byDefault what holds when the field is not there, in words
     */
    record Field(String key, Shape shape, boolean required, String help, Optional<String> byDefault) {}

    /** Where {@code key} is given, the others make no sense. */
    record Excludes(String key, List<String> others) {}

    /** Keys of which one is given, and not two. */
    record OneOf(List<String> keys, boolean needed) {}
}
