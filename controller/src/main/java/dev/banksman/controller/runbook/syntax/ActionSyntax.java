package dev.banksman.controller.runbook.syntax;

import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.GeneratedMessage.GeneratedExtension;
import dev.banksman.controller.runbook.Runbook.ActionTemplate;
import dev.banksman.controller.runbook.syntax.Shape.Block;
import dev.banksman.controller.runbook.syntax.Shape.Contents;
import dev.banksman.controller.runbook.syntax.Shape.Field;
import dev.banksman.controller.runbook.syntax.Shape.OneOf;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Options;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The shapes of action blocks, read from the descriptor of {@link Action}. */
public final class ActionSyntax {
    private static final int MOST_ITEMS = 1_000;

    /** Keys of actions' fields whose texts are sent as they stand. */
    public static final Set<String> VERBATIM_KEYS = verbatimKeys(Action.getDescriptor(), new HashSet<>());

    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private final Block action = block(Action.getDescriptor());

    /** {@code {exec: {...}}}: a mapping with the name of one action. */
    public Block action() {
        return action;
    }

    /** The actions' names, as a runbook writes them. */
    public List<String> names() {
        return kinds().stream().map(ActionSyntax::key).toList();
    }

    /** The fields that put an action into a block that has other fields too. */
    public List<Field> fields() {
        return action.contents().fields();
    }

    /** Which actions only look, and when, as a phrase for people. */
    public String looks() {
        return kinds().stream()
                .filter(f -> !f.getMessageType()
                        .getOptions()
                        .getExtension(Options.onlyLooks)
                        .isEmpty())
                .map(f -> "`" + key(f) + "`" + OnlyLooks.phrase(f.getMessageType()))
                .collect(Collectors.joining(", "));
    }

    /** The message of an action, by its name. */
    public static Optional<FieldDescriptor> kind(String name) {
        return kinds().stream().filter(f -> key(f).equals(name)).findFirst();
    }

    /** The field's word in a runbook. */
    public static String key(FieldDescriptor field) {
        return field.getName().replace('_', '-');
    }

    /** The value's word in a runbook: kebab-case without the enum's prefix. */
    public static String word(EnumValueDescriptor value) {
        var prefix = snake(value.getType().getName()) + "_";
        var name = value.getName();
        return (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }

    private static Set<String> verbatimKeys(Descriptor message, Set<String> seen) {
        var keys = new HashSet<String>();
        if (seen.add(message.getFullName())) {
            for (var field : message.getFields()) {
                if (verbatim(field)) {
                    keys.add(key(field));
                } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                    keys.addAll(verbatimKeys(field.getMessageType(), seen));
                }
            }
        }
        return Set.copyOf(keys);
    }

    public static boolean verbatim(FieldDescriptor field) {
        return option(field, Options.verbatim);
    }

    /** Outputs that an action has by itself: those it always gives, and those that its fields name. */
    public static List<String> outputs(ActionTemplate action) {
        return kind(action.action())
                .map(kind -> outputs(kind.getMessageType(), action.fields()))
                .orElse(List.of());
    }

    private static List<String> outputs(Descriptor message, Map<?, ?> fields) {
        var names = new ArrayList<>(message.getOptions().getExtension(Options.gives));
        for (var field : message.getFields()) {
            var value = fields.get(key(field));
            if (value instanceof Map<?, ?> inner && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                names.addAll(outputs(field.getMessageType(), inner));
            } else if (value != null && option(field, Options.namesOutput)) {
                names.add(value.toString());
            }
        }
        return names;
    }

    private static List<FieldDescriptor> kinds() {
        return Action.getDescriptor().getOneofs().get(0).getFields();
    }

    private synchronized Block block(Descriptor message) {
        var known = blocks.get(message.getFullName());
        if (known != null) {
            return known;
        }
        var about = message.getOptions().getExtension(Options.about);
        var made = new Block(name(message), about, () -> contents(message));
        blocks.put(message.getFullName(), made);
        return made;
    }

    private Contents contents(Descriptor message) {
        var fields = new ArrayList<Field>();
        for (var field : message.getFields()) {
            if (!option(field, Options.hidden)) {
                fields.add(new Field(
                        key(field), shape(field), option(field, Options.required), help(field), Optional.empty()));
            }
        }
        var oneOfs = new ArrayList<OneOf>();
        for (var oneOf : message.getRealOneofs()) {
            oneOfs.add(
                    new OneOf(oneOf.getFields().stream().map(ActionSyntax::key).toList(), true));
        }
        var exclusive = message.getOptions().getExtension(Options.exactlyOneOf);
        if (!exclusive.isEmpty()) {
            oneOfs.add(
                    new OneOf(exclusive.stream().map(k -> k.replace('_', '-')).toList(), true));
        }
        return new Contents(List.copyOf(fields), List.copyOf(oneOfs), List.of());
    }

    private static String help(FieldDescriptor field) {
        var help = field.getOptions().getExtension(Options.help);
        if (!help.isEmpty() || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return help;
        }
        return field.getMessageType().getOptions().getExtension(Options.about);
    }

    private Shape shape(FieldDescriptor field) {
        if (field.isMapField()) {
            var value = field.getMessageType().findFieldByName("value");
            return new Shape.MapOf(Word.TEXT, single(value, false), MOST_ITEMS);
        }
        if (option(field, Options.namesOutput)) {
            return new Shape.Text(Word.NAME);
        }
        var item = single(field, option(field, Options.verbatim));
        return field.isRepeated() ? new Shape.ListOf(item, 0, MOST_ITEMS) : item;
    }

    private Shape single(FieldDescriptor field, boolean verbatim) {
        return switch (field.getJavaType()) {
            case STRING, BYTE_STRING -> new Shape.Text(verbatim ? Word.VERBATIM : Word.TEMPLATE);
            case BOOLEAN -> new Shape.Flag(true);
            case INT -> new Shape.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE, true);
            case LONG -> new Shape.Whole(Long.MIN_VALUE, Long.MAX_VALUE, true);
            case FLOAT, DOUBLE -> new Shape.Decimal(-Double.MAX_VALUE, Double.MAX_VALUE);
            case ENUM -> new Shape.Choice(words(field.getEnumType()), true);
            case MESSAGE ->
                field.getMessageType()
                                .getFullName()
                                .equals(Duration.getDescriptor().getFullName())
                        ? new Shape.Span(true)
                        : block(field.getMessageType());
        };
    }

    private static List<String> words(EnumDescriptor type) {
        return type.getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .map(ActionSyntax::word)
                .toList();
    }

    private static boolean option(FieldDescriptor field, GeneratedExtension<FieldOptions, Boolean> option) {
        return field.getOptions().getExtension(option);
    }

    private static String name(Descriptor message) {
        return snake(message.getName()).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String snake(String camel) {
        return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }
}
