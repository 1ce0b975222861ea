package dev.banksman.controller.operator.http;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.QueryParams;
import dev.banksman.controller.runbook.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.ObjectMapper;

/** Makes the message of a request from its path, its query and its body. Everything that it does not know is refused. */
final class RequestReader {

    /** How the answer is wanted; not part of the message. */
    static final String ALT = "alt";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Json json;

    RequestReader(Json json) {
        this.json = json;
    }

    /**
     * @param body JSON; may be empty
     * @throws IllegalArgumentException with a sentence
     */
    Message read(Route route, Message prototype, Map<String, String> path, QueryParams query, String body) {
        var builder = prototype.newBuilderForType();
        json.merge("path", text(Map.copyOf(path)), builder);
        var asked = asked(route, query);
        if (!asked.isEmpty()) {
            json.merge("query", text(asked), builder);
        }
        if (!body.isBlank()) {
            if (!route.jsonBody()) {
                throw new IllegalArgumentException(
                        "body: expected none with " + route.verb() + " " + route.template() + ", found one.");
            }
            json.merge("body", body, builder);
        }
        return builder.build();
    }

    private static Map<String, Object> asked(Route route, QueryParams query) {
        var asked = new LinkedHashMap<String, Object>();
        for (var name : new TreeSet<>(query.names())) {
            if (name.equals(ALT)) {
                continue;
            }
            if (route.jsonBody()) {
                throw new IllegalArgumentException("query: expected everything in the body with " + route.verb() + " "
                        + route.template() + ", found '" + name + "'.");
            }
            var field = field(route.request(), name);
            var values = query.getAll(name);
            if (field.isRepeated()) {
                asked.put(field.getJsonName(), values);
            } else if (values.size() == 1) {
                asked.put(field.getJsonName(), values.getFirst());
            } else {
                throw new IllegalArgumentException(
                        "query: expected " + name + " once, found it " + values.size() + " times.");
            }
        }
        return asked;
    }

    /** Sets where to go on. */
    void resume(Message.Builder request, FieldDescriptor field, String from) {
        json.merge("last-event-id", text(Map.of(field.getJsonName(), from)), request);
    }

    private static FieldDescriptor field(Descriptor request, String name) {
        for (var field : request.getFields()) {
            if (field.getJsonName().equals(name) || field.getName().equals(name)) {
                return field;
            }
        }
        List<String> known =
                request.getFields().stream().map(FieldDescriptor::getJsonName).toList();
        throw new IllegalArgumentException("query: expected "
                + (known.isEmpty() ? "nothing" : "one of " + String.join(", ", known)) + ", found '" + name + "'"
                + NearestName.of(name, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("."));
    }

    private static String text(Map<String, Object> values) {
        return MAPPER.writeValueAsString(values);
    }
}
