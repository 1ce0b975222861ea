package dev.banksman.controller.operator.http;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page about the API, made from the descriptors and their comments. */
final class ApiPage {

    private final ProtoComments comments = ProtoComments.load();
    private final StringBuilder page = new StringBuilder();

    private ApiPage() {}

    static String markdown(ServiceDescriptor service, Map<String, String> roles) {
        var page = new ApiPage();
        page.introduction();
        page.table(service, roles);
        service.getMethods().forEach(method -> page.method(Route.of(method), roles));
        return page.page.toString().stripTrailing() + "\n";
    }

    private void introduction() {
        page.append("""
            # The operator API

            Generated from `proto/src/main/protobuf/banksman/operator/v1/operator.proto`; do not edit. To write it anew, run
            `ApiPageTest` with `-Dbanksman.rewrite=true`. A controller serves the same as an OpenAPI document at
            `/v1/openapi.json`.

            One service, `banksman.operator.v1.Operator`, on the operators' listener over TLS: by gRPC, and by HTTP as below. The
            command line and the console use nothing else. Both ways lead through the same handlers, roles and audit.

            - **Who**: `Authorization: Bearer TOKEN` with each request, also those of the console. There are no cookies, and no
              other origin is let in.
            - **JSON** is protobuf's own mapping: names in camelCase, 64-bit numbers as strings, bytes in base64, times as
              RFC 3339. Every field is written; one that is not known is refused. Bodies are `application/json`, at most 64 MiB.
              Without a body, fields stand in the query; lists repeat their name.
            - **Streams** are server-sent events: `data` is a message, `id` says where to go on. A stream that was cut is asked
              for again with `Last-Event-ID`, and nothing is missed or comes twice. The last event is named `end`, or `error` with
              the failure. A comment comes every 10 seconds when nothing else does: after 25 silent seconds the link is dead.
            - **Uploads** are `PUT` with the bytes as the body. **Files** come as such with `alt=media`.
            - **Failures** are `{"code", "message", "details"}` (`google.rpc.Status`) with the usual HTTP status: 400
              INVALID_ARGUMENT (3; `details` may hold `Problems`) and FAILED_PRECONDITION (9), 401 UNAUTHENTICATED (16), 403
              PERMISSION_DENIED (7), 404 NOT_FOUND (5), 405, 409 ALREADY_EXISTS (6) and ABORTED (10), 429 RESOURCE_EXHAUSTED
              (8), 500 INTERNAL (13), 503 UNAVAILABLE (14), 504 DEADLINE_EXCEEDED (4).
            - **Deadlines**: a call with one answer has 2 minutes, then DEADLINE_EXCEEDED; a shorter `grpc-timeout` counts. Streams
              have none.
            - **Twice**: what changes something carries an idempotency key or says how things are to be; sent again, it happens
              once and is answered alike.
            - **Audit**: calls marked so are written down with their outcome before they are answered; `ListAudit` shows them.
            - **Pages**: `pageSize`, then `pageToken` with the reply's `nextPageToken` until that is empty.

            """);
    }

    private void table(ServiceDescriptor service, Map<String, String> roles) {
        page.append("| method | by HTTP | role | answer |\n|---|---|---|---|\n");
        for (var method : service.getMethods()) {
            var route = Route.of(method);
            page.append("| [")
                    .append(method.getName())
                    .append("](#")
                    .append(method.getName().toLowerCase(java.util.Locale.ROOT))
                    .append(") | `")
                    .append(route.verb())
                    .append(' ')
                    .append(route.template())
                    .append("` | ")
                    .append(roles.getOrDefault(method.getName(), ""))
                    .append(" | ")
                    .append(
                            switch (route.shape()) {
                                case ANSWER -> "JSON";
                                case EVENTS -> "events";
                                case UPLOAD -> "upload, JSON";
                            })
                    .append(" |\n");
        }
        page.append('\n');
    }

    private void method(Route route, Map<String, String> roles) {
        page.append("## ")
                .append(route.method().getName())
                .append("\n\n`")
                .append(route.verb())
                .append(' ')
                .append(route.template())
                .append("` · role ")
                .append(roles.getOrDefault(route.method().getName(), ""))
                .append(route.changes() ? " · in the audit log\n\n" : "\n\n");
        if (!comments.of(route.method()).isEmpty()) {
            page.append(comments.of(route.method())).append("\n\n");
        }
        fields("Request", route.request());
        fields("Answer", route.method().getOutputType());
    }

    private void fields(String title, Descriptor message) {
        if (message.getFields().isEmpty()) {
            return;
        }
        page.append("| ").append(title).append(" `").append(message.getName()).append("` | | |\n|---|---|---|\n");
        message.getFields()
                .forEach(field -> page.append("| `")
                        .append(field.getJsonName())
                        .append("` | ")
                        .append(type(field))
                        .append(" | ")
                        .append(comments.of(field).replace('\n', ' ').replace("|", "\\|"))
                        .append(" |\n"));
        page.append('\n');
    }

    private static String type(FieldDescriptor field) {
        if (field.isMapField()) {
            return "map of " + single(field.getMessageType().findFieldByName("value"));
        }
        return field.isRepeated() ? "list of " + single(field) : single(field);
    }

    private static String single(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> "string";
            case BYTE_STRING -> "bytes";
            case BOOLEAN -> "boolean";
            case INT -> "number";
            case LONG -> "number as a string";
            case FLOAT, DOUBLE -> "number";
            case MESSAGE -> field.getMessageType().getName();
            case ENUM ->
                values(field.getEnumType().getValues().stream()
                        .map(value -> value.getName())
                        .toList());
        };
    }

    private static String values(List<String> names) {
        return names.stream().skip(1).map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }
}
