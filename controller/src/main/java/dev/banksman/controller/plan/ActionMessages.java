package dev.banksman.controller.plan;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.controller.runbook.syntax.ActionSyntax;
import dev.banksman.controller.runbook.syntax.Durations;
import dev.banksman.controller.runbook.yaml.Excerpt;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Options;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Makes an action's message from its block: expands the texts, then gives each the type its field has. Knows no action
 * by name; everything comes from the descriptors.
 */
final class ActionMessages {
    private final UnaryOperator<String> expand;

    /** {@code expand} may throw {@link UnresolvableException}. */
    private ActionMessages(UnaryOperator<String> expand) {
        this.expand = expand;
    }

    /** Why a block cannot become a message, as a sentence for an operator. */
    static final class UnresolvableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnresolvableException(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    static Action build(ActionTemplate template, UnaryOperator<String> expand) {
        var messages = new ActionMessages(expand);
        return (Action) messages.message(Action.newBuilder(), Map.of(template.action(), template.fields()), "")
                .build();
    }

    private Message.Builder message(Message.Builder builder, Map<?, ?> fields, String path) {
        var byKey = new HashMap<String, FieldDescriptor>();
        builder.getDescriptorForType().getFields().forEach(field -> byKey.put(ActionSyntax.key(field), field));
        fields.forEach((key, value) -> {
            var field = byKey.get(String.valueOf(key));
            if (field == null) {
                throw new UnresolvableException(path + key + ": no such field");
            }
            put(builder, field, value, path + key);
        });
        return builder;
    }

    private void put(Message.Builder builder, FieldDescriptor field, Object value, String path) {
        if (field.isMapField()) {
            var key = field.getMessageType().findFieldByName("key");
            var item = field.getMessageType().findFieldByName("value");
            ((Map<?, ?>) value).forEach((k, v) -> {
                var entry = (MapEntry.Builder<?, ?>) builder.newBuilderForField(field);
                entry.setField(key, String.valueOf(k));
                entry.setField(item, single(builder, item, v, path + "." + k));
                builder.addRepeatedField(field, entry.build());
            });
        } else if (field.isRepeated()) {
            var items = (List<?>) value;
            for (var i = 0; i < items.size(); i++) {
                builder.addRepeatedField(field, single(builder, field, items.get(i), path + "[" + i + "]"));
            }
        } else {
            var made = single(builder, field, value, path);
            if (!(made instanceof Message message && leftOut(message, path))) {
                builder.setField(field, made);
            }
        }
    }

    /** Whether a message is not there at all, because the field that it stands and falls with came out empty. */
    private static boolean leftOut(Message message, String path) {
        var decisive = message.getDescriptorForType().getOptions().getExtension(Options.leftOutWithout);
        if (decisive.isEmpty()) {
            return false;
        }
        var field = message.getDescriptorForType().findFieldByName(decisive);
        if (!String.valueOf(message.getField(field)).isBlank()) {
            return false;
        }
        var beside = message.getAllFields().keySet().stream()
                .filter(other -> other.getJavaType() == FieldDescriptor.JavaType.STRING && !other.equals(field))
                .findFirst();
        if (beside.isPresent()) {
            throw new UnresolvableException(path + "." + ActionSyntax.key(field) + ": found none, expected a value, as "
                    + ActionSyntax.key(beside.get()) + " is given");
        }
        return true;
    }

    private Object single(Message.Builder owner, FieldDescriptor field, Object value, String path) {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && value instanceof Map<?, ?> fields) {
            return message(owner.newBuilderForField(field), fields, path + ".").build();
        }
        var text = ActionSyntax.verbatim(field) ? String.valueOf(value) : expand.apply(String.valueOf(value));
        return typed(field, text, path);
    }

    /** A text as a value of a field's type. */
    static Object typed(FieldDescriptor field, String text, String path) {
        try {
            return switch (field.getJavaType()) {
                case STRING -> text;
                case BYTE_STRING -> ByteString.copyFromUtf8(text);
                case INT -> Integer.parseInt(text);
                case LONG -> Long.parseLong(text);
                case FLOAT -> Float.parseFloat(text);
                case DOUBLE -> Double.parseDouble(text);
                case BOOLEAN -> bool(text, path);
                case ENUM ->
                    field.getEnumType().getValues().stream()
                            .filter(v ->
                                    v.getNumber() != 0 && ActionSyntax.word(v).equals(text))
                            .findFirst()
                            .orElseThrow(() -> wrong(path, text, "one of its choices"));
                case MESSAGE ->
                    Durations.parse(text)
                            .map(d -> Duration.newBuilder()
                                    .setSeconds(d.getSeconds())
                                    .setNanos(d.getNano())
                                    .build())
                            .orElseThrow(() -> wrong(path, text, Durations.EXPECTED));
            };
        } catch (NumberFormatException e) {
            throw wrong(path, text, "a number");
        }
    }

    private static boolean bool(String text, String path) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(path, text, "true or false");
        };
    }

    private static UnresolvableException wrong(String path, String text, String expected) {
        return new UnresolvableException(path + ": found " + Excerpt.quoted(text) + ", expected " + expected);
    }
}
