package dev.banksman.controller.runbook.syntax;

import dev.banksman.controller.runbook.NearestName;
import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.expression.Template;
import dev.banksman.controller.runbook.syntax.Shape.Block;
import dev.banksman.controller.runbook.syntax.Shape.Field;
import dev.banksman.controller.runbook.yaml.Excerpt;
import dev.banksman.controller.runbook.yaml.YamlNode;
import dev.banksman.controller.runbook.yaml.YamlNode.Mapping;
import dev.banksman.controller.runbook.yaml.YamlNode.Scalar;
import dev.banksman.controller.runbook.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds a document against a shape and names everything that does not fit. One use per document, one thread. */
public final class ShapeChecker {
    private final Problems problems;
    private final List<Site> sites = new ArrayList<>();

    public ShapeChecker(Problems problems) {
        this.problems = problems;
    }

    /** A scalar that is right by itself and holds expressions, whose names are still to be looked at. */
    public record Site(Scalar scalar, Path path, boolean condition) {}

    public List<Site> sites() {
        return List.copyOf(sites);
    }

    public void check(YamlNode node, Shape shape, Path path) {
        if (problems.isFull()) {
            return;
        }
        switch (shape) {
            case Shape.Text text -> text(node, text.word(), path);
            case Shape.Whole whole -> whole(node, whole, path);
            case Shape.Decimal decimal -> decimal(node, decimal, path);
            case Shape.Flag flag ->
                scalar(node, "true or false", flag.template(), path)
                        .filter(s -> !s.text().equals("true") && !s.text().equals("false"))
                        .ifPresent(s -> add(s, path, "true or false", ""));
            case Shape.Span span ->
                scalar(node, Durations.EXPECTED, span.template(), path)
                        .filter(s -> Durations.parse(s.text()).isEmpty())
                        .ifPresent(s -> add(s, path, Durations.EXPECTED, ""));
            case Shape.Choice choice -> {
                var expected = "one of " + String.join(", ", choice.values());
                scalar(node, expected, choice.template(), path)
                        .filter(s -> !choice.values().contains(s.text()))
                        .ifPresent(s -> add(s, path, expected, NearestName.hint(s.text(), choice.values())));
            }
            case Shape.ListOf list -> list(node, list, path);
            case Shape.Composed(var list, var item) -> block(node, item, path);
            case Shape.Values values -> throw new IllegalStateException("Composing leaves none of them");
            case Shape.MapOf map -> map(node, map, path);
            case Shape.NameOrBlock either -> {
                if (node instanceof Mapping) {
                    check(node, either.block(), path);
                } else {
                    text(node, either.name(), path);
                }
            }
            case Block block -> block(node, block, path);
        }
    }

    private void text(YamlNode node, Word word, Path path) {
        scalar(node, word.expected(), word == Word.TEMPLATE, path).ifPresent(scalar -> {
            var complaint = word.complaint(scalar.text());
            if (complaint.isPresent()) {
                var found = complaint.get().isEmpty() ? scalar.describe() : complaint.get();
                problems.add(scalar.at(), path.toString(), found, word.expected(), "");
            } else if (word == Word.EXPRESSION) {
                sites.add(new Site(scalar, path, true));
            }
        });
    }

    private void whole(YamlNode node, Shape.Whole whole, Path path) {
        var expected = whole.least() < -1_000_000_000L
                ? "a whole number"
                : "a whole number from " + whole.least()
                        + (whole.most() > 1_000_000_000L ? " on" : " to " + whole.most());
        scalar(node, expected, whole.template(), path).ifPresent(scalar -> {
            try {
                var number = Long.parseLong(scalar.text());
                if (number >= whole.least() && number <= whole.most()) {
                    return;
                }
            } catch (NumberFormatException e) {
                // Said below, together with numbers out of range.
            }
            add(scalar, path, expected, "");
        });
    }

    private void decimal(YamlNode node, Shape.Decimal decimal, Path path) {
        var expected = "a number from " + decimal.least() + " to " + decimal.most();
        scalar(node, expected, false, path).ifPresent(scalar -> {
            var written = scalar.text().matches("[-+]?[0-9]{1,15}(\\.[0-9]{1,15})?");
            var number = written ? Double.parseDouble(scalar.text()) : Double.NaN;
            if (!(number >= decimal.least() && number <= decimal.most())) {
                add(scalar, path, expected, "");
            }
        });
    }

    /** The scalar that is left to judge: one whose template is well-formed is done. */
    private Optional<Scalar> scalar(YamlNode node, String expected, boolean template, Path path) {
        if (!(node instanceof Scalar scalar) || scalar.isNull()) {
            problems.add(node.at(), path.toString(), node.describe(), expected, "");
            return Optional.empty();
        }
        if (!template || !Template.isIn(scalar.text())) {
            return Optional.of(scalar);
        }
        var complaint = Template.complaint(scalar.text());
        if (complaint.isPresent()) {
            var hint = "write $${ for a literal ${";
            problems.add(scalar.at(), path.toString(), complaint.get(), "text whose ${...} hold expressions", hint);
        } else {
            sites.add(new Site(scalar, path, false));
        }
        return Optional.empty();
    }

    private void list(YamlNode node, Shape.ListOf list, Path path) {
        if (!(node instanceof Sequence sequence)) {
            problems.add(node.at(), path.toString(), node.describe(), "a list", "");
            return;
        }
        var size = sequence.items().size();
        if (size < list.least() || size > list.most()) {
            var expected = (size < list.least() ? "at least " + list.least() : "at most " + list.most())
                    + (size == 0 ? " item" : " items");
            problems.add(node.at(), path.toString(), size == 0 ? "an empty list" : size + " items", expected, "");
        }
        for (var i = 0; i < Math.min(size, list.most()); i++) {
            check(sequence.items().get(i), list.item(), path.index(i));
        }
    }

    private void map(YamlNode node, Shape.MapOf map, Path path) {
        if (!(node instanceof Mapping mapping)) {
            problems.add(node.at(), path.toString(), node.describe(), "a mapping of names", "");
            return;
        }
        if (mapping.entries().size() > map.most()) {
            var expected = "at most " + map.most();
            problems.add(node.at(), path.toString(), mapping.entries().size() + " entries", expected, "");
            return;
        }
        for (var entry : mapping.entries()) {
            var key = path.key(entry.key().text());
            if (entry.key().isNull() || map.key().complaint(entry.key().text()).isPresent()) {
                add(entry.key(), key, map.key().expected(), "");
            }
            check(entry.value(), map.value(), key);
        }
    }

    private void block(YamlNode node, Block block, Path path) {
        if (!(node instanceof Mapping mapping)) {
            problems.add(node.at(), path.toString(), node.describe(), "a mapping with " + keys(block), "");
            return;
        }
        var contents = block.contents();
        for (var entry : mapping.entries()) {
            var name = entry.key().text();
            var field = contents.field(name);
            if (field.isPresent()) {
                check(entry.value(), field.get().shape(), path.key(name));
                emptyRequired(entry.value(), field.get(), path);
            } else {
                var known = contents.fields().stream().map(Field::key).toList();
                var found = "the unknown field " + Excerpt.of(name);
                problems.add(entry.key().at(), path.toString(), found, keys(block), NearestName.hint(name, known));
            }
        }
        for (var field : contents.fields()) {
            if (field.required() && mapping.entry(field.key()).isEmpty()) {
                problems.add(mapping.at(), path.toString(), "no field " + field.key(), "one", field.help());
            }
        }
        contents.oneOfs().forEach(oneOf -> oneOf(mapping, oneOf, path));
        contents.excludes().forEach(excludes -> excludes(mapping, excludes, path));
    }

    private void emptyRequired(YamlNode value, Field field, Path path) {
        if (field.required()
                && value instanceof Scalar scalar
                && !scalar.isNull()
                && scalar.text().isBlank()) {
            problems.add(scalar.at(), path.key(field.key()).toString(), "an empty text", field.help(), "");
        }
    }

    private void excludes(Mapping mapping, Shape.Excludes excludes, Path path) {
        if (mapping.entry(excludes.key()).isPresent()) {
            for (var entry : mapping.entries()) {
                var key = entry.key().text();
                if (excludes.others().contains(key)) {
                    var found = key + " beside " + excludes.key();
                    problems.add(entry.key().at(), path.key(key).toString(), found, "one without the other", "");
                }
            }
        }
    }

    private void oneOf(Mapping mapping, Shape.OneOf oneOf, Path path) {
        var given = mapping.entries().stream()
                .filter(entry -> oneOf.keys().contains(entry.key().text()))
                .toList();
        var expected = "exactly one of " + String.join(", ", oneOf.keys());
        if (given.isEmpty() && oneOf.needed()) {
            problems.add(mapping.at(), path.toString(), "none of them", expected, "");
        } else if (given.size() > 1) {
            var names = given.stream().map(entry -> entry.key().text()).toList();
            Position at = given.get(1).key().at();
            problems.add(at, path.toString(), String.join(" and ", names), expected, "");
        }
    }

    private void add(Scalar scalar, Path path, String expected, String hint) {
        problems.add(scalar.at(), path.toString(), scalar.describe(), expected, hint);
    }

    private static String keys(Block block) {
        var keys = block.contents().fields().stream().map(Field::key).toList();
        return keys.size() > 24
                ? "one of " + String.join(", ", keys.subList(0, 24)) + " ..."
                : "one of " + String.join(", ", keys);
    }
}
