package dev.banksman.controller.operator;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import dev.banksman.proto.operator.v1.Document;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a call is written down: single values of the request, and the names of its documents. Neither bytes nor maps:
 * parameters and evidence may hold what is not for everybody. Of an answer, only what came of the call; never a token.
 */
final class AuditedFields {

    private static final int LONGEST = 300;
    private static final int MOST_LISTED = 20;
    private static final Set<String> RESULTS = Set.of("run", "plan_hash", "digest", "version");
    private static final Set<String> LEFT_OUT = Set.of("idempotency_key");

    private AuditedFields() {}

    static Map<String, String> of(Message request) {
        var fields = new LinkedHashMap<String, String>();
        request.getAllFields().forEach((field, value) -> {
            if (!LEFT_OUT.contains(field.getName()) && !field.isMapField()) {
                var text = text(field, value);
                if (!text.isEmpty()) {
                    fields.put(field.getJsonName(), cut(text));
                }
            }
        });
        return fields;
    }

    static Map<String, String> result(Message answer) {
        var fields = new LinkedHashMap<String, String>();
        answer.getAllFields().forEach((field, value) -> {
            if (RESULTS.contains(field.getName()) && field.getJavaType() == JavaType.STRING) {
                fields.put(field.getJsonName(), cut(String.valueOf(value)));
            } else if (value instanceof Message inner && !field.isRepeated()) {
                result(inner).forEach(fields::putIfAbsent);
            }
        });
        return fields;
    }

    private static String text(FieldDescriptor field, Object value) {
        if (field.isRepeated()) {
            var values = (List<?>) value;
            return values.stream()
                            .limit(MOST_LISTED)
                            .map(one -> single(field, one))
                            .filter(one -> !one.isEmpty())
                            .collect(Collectors.joining(", "))
                    + (values.size() > MOST_LISTED ? " and " + (values.size() - MOST_LISTED) + " more" : "");
        }
        return single(field, value);
    }

    private static String single(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case STRING, INT, LONG, BOOLEAN -> String.valueOf(value);
            case ENUM -> ((EnumValueDescriptor) value).getName();
            case MESSAGE -> value instanceof Document document ? document.getName() : "";
            case BYTE_STRING, FLOAT, DOUBLE -> "";
        };
    }

    private static String cut(String text) {
        var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
    }
}
