package dev.banksman.controller.authoring;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.controller.runbook.syntax.ActionSyntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The fields of an action block, read once each: what nobody asked for is left for {@link #rest}, so that a field that has
 * no words of its own is still shown. For one thread.
 */
final class ActionFields {
    private final Map<String, Object> fields;
    private final Optional<Descriptor> message;
    private final UnaryOperator<String> fill;
    private final Set<String> used = new HashSet<>();

    private ActionFields(Map<String, Object> fields, Optional<Descriptor> message, UnaryOperator<String> fill) {
        this.fields = fields;
        this.message = message;
        this.fill = fill;
    }

    /** {@code fill} fills in a text's {@code ${...}}; verbatim texts are not given to it. */
    static ActionFields of(ActionTemplate action, UnaryOperator<String> fill) {
        var message = ActionSyntax.kind(action.action()).map(FieldDescriptor::getMessageType);
        return new ActionFields(action.fields(), message, fill);
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    Optional<String> text(String key) {
        used.add(key);
        return fields.get(key) instanceof String text ? Optional.of(filled(key, text)) : Optional.empty();
    }

    boolean flag(String key) {
        return text(key).filter("true"::equals).isPresent();
    }

    List<String> texts(String key) {
        used.add(key);
        var texts = new ArrayList<String>();
        if (fields.get(key) instanceof List<?> items) {
            items.forEach(item -> texts.add(filled(key, String.valueOf(item))));
        }
        return texts;
    }

    Map<String, String> map(String key) {
        used.add(key);
        var map = new LinkedHashMap<String, String>();
        if (fields.get(key) instanceof Map<?, ?> entries) {
            entries.forEach((name, value) -> map.put(String.valueOf(name), filled(key, String.valueOf(value))));
        }
        return map;
    }

    /** A block inside; an empty one where there is none. */
    ActionFields block(String key) {
        used.add(key);
        var inside = new LinkedHashMap<String, Object>();
        if (fields.get(key) instanceof Map<?, ?> entries) {
            entries.forEach((name, value) -> inside.put(String.valueOf(name), value));
        }
        var type = field(key)
                .filter(f -> f.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !f.isMapField())
                .map(FieldDescriptor::getMessageType);
        return new ActionFields(inside, type, fill);
    }

    /** An action inside, such as the one that is waited for. */
    Optional<ActionTemplate> action(String key, ActionTemplate outer) {
        used.add(key);
        if (fields.get(key) instanceof Map<?, ?> entries && entries.size() == 1) {
            var entry = entries.entrySet().iterator().next();
            if (entry.getValue() instanceof Map<?, ?> inner) {
                var inside = new LinkedHashMap<String, Object>();
                inner.forEach((name, value) -> inside.put(String.valueOf(name), value));
                return Optional.of(new ActionTemplate(String.valueOf(entry.getKey()), inside, outer.at()));
            }
        }
        return Optional.empty();
    }

    /** What has no words of its own, as {@code key: value}. */
    List<String> rest() {
        var lines = new ArrayList<String>();
        fields.forEach((key, value) -> {
            if (used.add(key)) {
                lines.add(key + ": " + shown(key, value));
            }
        });
        return lines;
    }

    private String shown(String key, Object value) {
        if (value instanceof Map<?, ?> entries) {
            var parts = new ArrayList<String>();
            entries.forEach((name, inner) -> parts.add(name + " = " + shown(key, inner)));
            return String.join(", ", parts);
        }
        if (value instanceof List<?> items) {
            return String.join(
                    ", ", items.stream().map(item -> shown(key, item)).toList());
        }
        return filled(key, String.valueOf(value)).strip();
    }

    private String filled(String key, String text) {
        return field(key).map(ActionSyntax::verbatim).orElse(false) ? text : fill.apply(text);
    }

    private Optional<FieldDescriptor> field(String key) {
        return message.flatMap(type -> type.getFields().stream()
                .filter(f -> ActionSyntax.key(f).equals(key))
                .findFirst());
    }
}
