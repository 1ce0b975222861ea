package dev.banksman.controller.operator.http;

import static dev.banksman.controller.operator.http.OpenApi.ordered;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Messages as JSON schemas, in protobuf's mapping to JSON. Collects each message that it is asked for. */
final class JsonSchemas {

    private static final String REFERENCE = "#/components/schemas/";

    private final ProtoComments comments;
    private final Map<String, Object> all = new TreeMap<>();

    JsonSchemas(ProtoComments comments) {
        this.comments = comments;
    }

    /** Those that were asked for, and all that they are made of, by name. */
    Map<String, Object> all() {
        return all;
    }

    /** Of a body: without the fields that stand in the path. */
    Map<String, Object> request(Route route) {
        return object(
                route.request(),
                route.request().getFields().stream()
                        .filter(field -> !route.path().variables().contains(field.getName()))
                        .toList());
    }

    Map<String, Object> reference(Descriptor type) {
        var known = switch (type.getFullName()) {
            case "google.protobuf.Timestamp" -> ordered("type", "string", "format", "date-time");
            case "google.protobuf.Duration" -> ordered("type", "string", "examples", List.of("1.5s"));
            default -> Map.<String, Object>of();
        };
        if (!known.isEmpty()) {
            return known;
        }
        if (!all.containsKey(name(type))) {
            // Before its fields, since a message may hold itself.
            all.put(name(type), Map.of());
            all.put(name(type), object(type, type.getFields()));
        }
        return ordered("$ref", REFERENCE + name(type));
    }

    private Map<String, Object> object(Descriptor type, List<FieldDescriptor> fields) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        if (!comments.of(type).isEmpty()) {
            schema.put("description", comments.of(type));
        }
        var properties = new LinkedHashMap<String, Object>();
        for (var field : fields) {
            var property = new LinkedHashMap<>(field(field));
            if (!comments.of(field).isEmpty()) {
                property.put("description", comments.of(field));
            }
            properties.put(field.getJsonName(), property);
        }
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        return schema;
    }

    Map<String, Object> field(FieldDescriptor field) {
        if (field.isMapField()) {
            return ordered(
                    "type",
                    "object",
                    "additionalProperties",
                    single(field.getMessageType().findFieldByName("value")));
        }
        return field.isRepeated() ? ordered("type", "array", "items", single(field)) : single(field);
    }

    private Map<String, Object> single(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> ordered("type", "string");
            case BYTE_STRING -> ordered("type", "string", "contentEncoding", "base64");
            case BOOLEAN -> ordered("type", "boolean");
            case INT -> ordered("type", "integer", "format", "int32");
            case LONG -> ordered("type", "string", "format", "int64");
            case FLOAT, DOUBLE -> ordered("type", "number");
            case ENUM -> values(field.getEnumType());
            case MESSAGE -> reference(field.getMessageType());
        };
    }

    private Map<String, Object> values(EnumDescriptor type) {
        if (!all.containsKey(name(type))) {
            all.put(
                    name(type),
                    ordered(
                            "type",
                            "string",
                            "enum",
                            type.getValues().stream()
                                    .map(value -> value.getName())
                                    .toList()));
        }
        return ordered("$ref", REFERENCE + name(type));
    }

    /** What comes from the agents' protos says so, since both have an Artifact. */
    private static String name(GenericDescriptor type) {
        return type.getFile().getPackage().startsWith("banksman.agent.") ? "Agent" + type.getName() : type.getName();
    }
}
