package dev.banksman.controller.operator.http;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import dev.banksman.controller.runbook.NearestName;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Messages as JSON, in protobuf's own mapping: names in camelCase, 64-bit numbers as strings, bytes in base64. Fields
 * without a value are written too, so that a reader finds each where it expects it; unknown ones are refused. Safe for
 * many threads.
 */
final class Json {

    private static final Pattern UNKNOWN_FIELD = Pattern.compile("Cannot find field: (\\S+) in message ([\\w.]+)");
    private static final Pattern SET_TWICE = Pattern.compile("Field [\\w.]+\\.(\\w+) has already been set");
    private static final Pattern PARSER = Pattern.compile("^(?:[\\w.$]+(?:Exception|Error): )+");

    private final JsonFormat.Printer printer;
    private final JsonFormat.Parser parser;
    private final TypeRegistry types;

    Json(List<Descriptor> known) {
        this.types = TypeRegistry.newBuilder().add(known).build();
        this.printer = JsonFormat.printer()
                .usingTypeRegistry(types)
                .alwaysPrintFieldsWithNoPresence()
                .omittingInsignificantWhitespace();
        this.parser = JsonFormat.parser().usingTypeRegistry(types);
    }

    String of(MessageOrBuilder message) {
        try {
            return printer.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("A message has no JSON form: " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException with a sentence that says what was expected and found */
    void merge(String where, String json, Message.Builder into) {
        try {
            parser.merge(json, into);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    where + ": " + sentence(String.valueOf(e.getMessage()), into.getDescriptorForType()), e);
        }
    }

    private String sentence(String message, Descriptor request) {
        var unknown = UNKNOWN_FIELD.matcher(message);
        if (unknown.find()) {
            var type = types.find(unknown.group(2)) == null ? request : types.find(unknown.group(2));
            var fields =
                    type.getFields().stream().map(FieldDescriptor::getJsonName).toList();
            var near = NearestName.of(unknown.group(1), fields)
                    .map(name -> "; did you mean " + name + "?")
                    .orElse(".");
            return "expected a field of " + type.getName() + " (" + String.join(", ", fields) + "), found '"
                    + unknown.group(1) + "'" + near;
        }
        var twice = SET_TWICE.matcher(message);
        if (twice.find()) {
            return "expected " + twice.group(1) + " once, found it twice; what stands in the path stands nowhere else.";
        }
        return "expected JSON of " + request.getName() + "; "
                + PARSER.matcher(message).replaceFirst("");
    }
}
