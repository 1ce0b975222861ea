package dev.banksman.controller.runbook.syntax;

import dev.banksman.controller.runbook.syntax.Shape.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns shapes into a JSON Schema (draft 2020-12). Says what can be said without reading several places at once; of a
 * value with {@code ${...}} nothing, since a fragment or a loop may fill it in.
 */
public final class SchemaWriter {
    private static final String EXPANDED = "\\$\\{";

    private final Map<String, Object> definitions = new LinkedHashMap<>();

    private SchemaWriter() {}

    /** The schema of a document, as maps, lists and scalars. */
    public static Map<String, Object> schema(Block root, String id) {
        var writer = new SchemaWriter();
        var schema = new LinkedHashMap<String, Object>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", id);
        schema.putAll(writer.definition(root));
        schema.put("$defs", writer.definitions);
        return schema;
    }

    private Map<String, Object> definition(Block block) {
        var contents = block.contents();
        var definition = new LinkedHashMap<String, Object>();
        if (!block.about().isEmpty()) {
            definition.put("description", block.about());
        }
        definition.put("type", "object");
        var properties = new LinkedHashMap<String, Object>();
        for (var field : contents.fields()) {
            var property = new LinkedHashMap<String, Object>();
            property.put("description", field.help());
            property.putAll(shape(field.shape()));
            if (!field.help().isEmpty()) {
                property.put("description", field.help());
            }
            properties.put(field.key(), property);
        }
        definition.put("properties", properties);
        var required = contents.fields().stream()
                .filter(Shape.Field::required)
                .map(Shape.Field::key)
                .toList();
        if (!required.isEmpty()) {
            definition.put("required", required);
        }
        definition.put("additionalProperties", false);
        for (var excludes : contents.excludes()) {
            var none = new LinkedHashMap<String, Object>();
            excludes.others().forEach(key -> none.put(key, false));
            definition.put("dependentSchemas", Map.of(excludes.key(), Map.of("properties", none)));
        }
        var oneOfs = contents.oneOfs().stream().map(SchemaWriter::oneOf).toList();
        if (!oneOfs.isEmpty()) {
            definition.put("allOf", oneOfs);
        }
        return definition;
    }

    private static Map<String, Object> oneOf(Shape.OneOf oneOf) {
        var choices = new ArrayList<Object>();
        oneOf.keys().forEach(key -> choices.add(Map.of("required", List.of(key))));
        return Map.of("oneOf", choices);
    }

    private Map<String, Object> shape(Shape shape) {
        return switch (shape) {
            case Shape.Text(var word) -> text(word);
            case Shape.Whole whole -> {
                var number = new LinkedHashMap<String, Object>();
                number.put("type", "integer");
                if (whole.least() > Integer.MIN_VALUE) {
                    number.put("minimum", whole.least());
                }
                if (whole.most() < Integer.MAX_VALUE) {
                    number.put("maximum", whole.most());
                }
                yield orExpanded(number);
            }
            case Shape.Decimal decimal ->
                Map.of("type", "number", "minimum", decimal.least(), "maximum", decimal.most());
            case Shape.Flag flag -> orExpanded(Map.of("type", "boolean"));
            case Shape.Span span -> {
                var text = Map.<String, Object>of("type", "string", "pattern", Durations.PATTERN);
                yield orExpanded(text);
            }
            case Shape.Choice choice -> {
                var values = Map.<String, Object>of("enum", choice.values());
                yield orExpanded(values);
            }
            case Shape.ListOf list -> {
                var array = new LinkedHashMap<String, Object>();
                array.put("type", "array");
                array.put("items", shape(list.item()));
                if (list.least() > 0) {
                    array.put("minItems", list.least());
                }
                array.put("maxItems", list.most());
                yield array;
            }
            case Shape.Composed(var list, var item) -> {
                var looped = choice("for-each", reference(CompositionSyntax.loop(list, item)), reference(item));
                yield choice("include", reference(CompositionSyntax.INCLUDED), looped);
            }
            case Shape.Values values -> {
                var list = new LinkedHashMap<String, Object>();
                list.put("type", "array");
                list.put("items", text(Word.TEXT));
                list.put("minItems", 1);
                yield Map.of("anyOf", List.of(list, expanded()));
            }
            case Shape.MapOf map -> {
                var object = new LinkedHashMap<String, Object>();
                object.put("type", "object");
                map.key().pattern().ifPresent(p -> object.put("propertyNames", Map.of("pattern", p)));
                object.put("additionalProperties", shape(map.value()));
                object.put("maxProperties", map.most());
                yield object;
            }
            case Shape.NameOrBlock either -> Map.of("anyOf", List.of(text(either.name()), reference(either.block())));
            case Block block -> reference(block);
        };
    }

    /** By the key that tells them apart, so that an editor complains about the one that was meant. */
    private static Map<String, Object> choice(String key, Map<String, Object> with, Map<String, Object> without) {
        var choice = new LinkedHashMap<String, Object>();
        choice.put("if", Map.of("required", List.of(key)));
        choice.put("then", with);
        choice.put("else", without);
        return choice;
    }

    private Map<String, Object> reference(Block block) {
        if (!definitions.containsKey(block.name())) {
            definitions.put(block.name(), Map.of());
            definitions.put(block.name(), definition(block));
        }
        return Map.of("$ref", "#/$defs/" + block.name());
    }

    /** Numbers and booleans without quotes are texts too, wherever a text may be anything. */
    private static Map<String, Object> text(Word word) {
        var text = new LinkedHashMap<String, Object>();
        switch (word) {
            case TEXT, TEMPLATE, VERBATIM -> text.put("type", List.of("string", "number", "boolean"));
            case HOST_COUNT, BATCH -> text.put("type", List.of("string", "integer"));
            case EXPRESSION -> text.put("type", List.of("string", "boolean"));
            case NAME, HOST_NAME, REGEX, CAPTURE, REFERENCE, OUTPUT, GLOB, FACT -> text.put("type", "string");
        }
        word.pattern().ifPresent(pattern -> text.put("pattern", pattern + "|" + EXPANDED));
        return text;
    }

    private static Map<String, Object> orExpanded(Map<String, Object> shape) {
        return Map.of("anyOf", List.of(shape, expanded()));
    }

    private static Map<String, Object> expanded() {
        var expanded = new LinkedHashMap<String, Object>();
        expanded.put("type", "string");
        expanded.put("pattern", EXPANDED);
        return expanded;
    }
}
