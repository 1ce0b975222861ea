package dev.banksman.controller.operator.http;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The API by HTTP as an OpenAPI document, made from the descriptors of its service and their comments. */
public final class OpenApi {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final ServiceDescriptor service;
    private final Map<String, String> roles;
    private final ProtoComments comments;
    private final JsonSchemas schemas;

    private OpenApi(ServiceDescriptor service, Map<String, String> roles, ProtoComments comments) {
        this.service = service;
        this.roles = roles;
        this.comments = comments;
        this.schemas = new JsonSchemas(comments);
    }

    /**
     * Makes the document.
     *
     * @param roles the role that a method takes, by the method's name
     * @param version of the controller
     */
    public static String of(
            ServiceDescriptor service, Map<String, String> roles, ProtoComments comments, String version) {
        var tree = new OpenApi(service, roles, comments).tree(version);
        return MAPPER.writeValueAsString(tree).replace(System.lineSeparator(), "\n") + "\n";
    }

    private Map<String, Object> tree(String version) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("openapi", "3.1.0");
        tree.put(
                "info",
                ordered(
                        "title",
                        "Banksman operator API",
                        "version",
                        version,
                        "description",
                        "What people and their tools can ask of a controller. The same methods are there by gRPC" + " ("
                                + service.getFullName() + ")."));
        tree.put("servers", List.of(Map.of("url", "/")));
        tree.put("security", List.of(Map.of("token", List.of())));
        tree.put("paths", paths());
        var status = new LinkedHashMap<String, Object>();
        status.put("type", "object");
        status.put("description", "A failure: google.rpc.Status. INVALID_ARGUMENT may carry Problems in its details.");
        status.put(
                "properties",
                ordered(
                        "code",
                        Map.of("type", "integer", "description", "A code of google.rpc.Code."),
                        "message",
                        Map.of("type", "string", "description", "A sentence for people."),
                        "details",
                        Map.of("type", "array", "items", Map.of("type", "object"))));
        var all = new TreeMap<String, Object>(schemas.all());
        all.put("Status", status);
        tree.put(
                "components",
                ordered(
                        "securitySchemes",
                        Map.of("token", ordered("type", "http", "scheme", "bearer")),
                        "schemas",
                        all));
        return tree;
    }

    private Map<String, Object> paths() {
        var paths = new TreeMap<String, Map<String, Object>>();
        for (var method : service.getMethods()) {
            var route = Route.of(method);
            paths.computeIfAbsent(route.template(), path -> new TreeMap<>())
                    .put(route.verb().name().toLowerCase(Locale.ROOT), operation(route));
        }
        return new LinkedHashMap<>(paths);
    }

    private Map<String, Object> operation(Route route) {
        var operation = new LinkedHashMap<String, Object>();
        operation.put("operationId", route.method().getName());
        operation.put("summary", comments.firstSentence(route.method()));
        operation.put("description", comments.of(route.method()));
        operation.put("x-role", roles.getOrDefault(route.method().getName(), ""));
        operation.put("x-audited", route.changes());
        var parameters = parameters(route);
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (route.jsonBody()) {
            operation.put("requestBody", content("application/json", schemas.request(route)));
        } else if (route.shape() == Route.Shape.UPLOAD) {
            operation.put(
                    "requestBody", content("application/octet-stream", Map.of("type", "string", "format", "binary")));
        }
        operation.put("responses", ordered("200", answer(route), "default", failure()));
        return operation;
    }

    private List<Object> parameters(Route route) {
        var parameters = new ArrayList<>();
        var inPath = route.path().variables();
        for (var field : route.request().getFields()) {
            var path = inPath.contains(field.getName());
            var query = !route.jsonBody() && !path && !field.getName().equals(route.body());
            if (path || query) {
                parameters.add(parameter(field, path));
            }
        }
        if (RawContent.of(route.method().getOutputType()).isPresent()) {
            parameters.add(ordered(
                    "name",
                    RequestReader.ALT,
                    "in",
                    "query",
                    "description",
                    "media: the bytes themselves, as a file.",
                    "schema",
                    ordered("type", "string", "enum", List.of("json", "media"))));
        }
        return parameters;
    }

    private Map<String, Object> parameter(FieldDescriptor field, boolean path) {
        var parameter = new LinkedHashMap<String, Object>();
        // Paths are written with the proto's names.
        parameter.put("name", path ? field.getName() : field.getJsonName());
        parameter.put("in", path ? "path" : "query");
        if (path) {
            parameter.put("required", true);
        }
        if (!comments.of(field).isEmpty()) {
            parameter.put("description", comments.of(field));
        }
        parameter.put("schema", schemas.field(field));
        return parameter;
    }

    private Map<String, Object> answer(Route route) {
        var events = route.shape() == Route.Shape.EVENTS;
        var answer = new LinkedHashMap<String, Object>();
        answer.put(
                "description",
                events
                        ? "Server-sent events, each with a message of this schema as its data; the last is named end,"
                                + " or error with a Status."
                        : "The answer.");
        answer.putAll(content(
                events ? "text/event-stream" : "application/json",
                schemas.reference(route.method().getOutputType())));
        return answer;
    }

    private static Map<String, Object> failure() {
        var failure = new LinkedHashMap<String, Object>();
        failure.put("description", "What stands in the way.");
        failure.putAll(content("application/json", Map.of("$ref", "#/components/schemas/Status")));
        return failure;
    }

    private static Map<String, Object> content(String type, Object schema) {
        return ordered("content", Map.of(type, Map.of("schema", schema)));
    }

    /** Names and values in turn, in this order. */
    static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }
}
