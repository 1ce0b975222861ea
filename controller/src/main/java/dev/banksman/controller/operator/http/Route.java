package dev.banksman.controller.operator.http;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.linecorp.armeria.common.HttpMethod;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;

/**
 * Where a method of the API is found by HTTP.
 *
 * @param body the field that the body is, {@code *} for the whole request, empty for none
 */
public record Route(MethodDescriptor method, HttpMethod verb, PathTemplate path, String body) {

    /** How it is answered. */
    public enum Shape {
        /** JSON in, JSON out. */
        ANSWER,
        /** JSON in, server-sent events out. */
        EVENTS,
        /** Raw bytes in, JSON out. */
        UPLOAD
    }

    /**
     * From a method's {@code google.api.http}.
     *
     * @throws IllegalStateException if it has none
     */
    public static Route of(MethodDescriptor method) {
        var options = method.getOptions();
        if (!options.hasExtension(AnnotationsProto.http)) {
            throw new IllegalStateException(method.getFullName() + " does not say where it is found by HTTP");
        }
        var rule = options.getExtension(AnnotationsProto.http);
        return new Route(method, verb(rule), PathTemplate.of(path(rule)), rule.getBody());
    }

    static Route of(io.grpc.MethodDescriptor<?, ?> method) {
        if (method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier) {
            return of(supplier.getMethodDescriptor());
        }
        throw new IllegalStateException(method.getFullMethodName() + " has no descriptor");
    }

    private static HttpMethod verb(HttpRule rule) {
        return switch (rule.getPatternCase()) {
            case GET -> HttpMethod.GET;
            case PUT -> HttpMethod.PUT;
            case POST -> HttpMethod.POST;
            case DELETE -> HttpMethod.DELETE;
            case PATCH, CUSTOM, PATTERN_NOT_SET ->
                throw new IllegalStateException("expected get, put, post or delete, found " + rule.getPatternCase());
        };
    }

    private static String path(HttpRule rule) {
        return switch (rule.getPatternCase()) {
            case GET -> rule.getGet();
            case PUT -> rule.getPut();
            case POST -> rule.getPost();
            case DELETE -> rule.getDelete();
            case PATCH, CUSTOM, PATTERN_NOT_SET -> "";
        };
    }

    /** How it is answered. */
    public Shape shape() {
        return method.isClientStreaming() ? Shape.UPLOAD : method.isServerStreaming() ? Shape.EVENTS : Shape.ANSWER;
    }

    /** Whether it changes something. What does not say that it changes nothing does. */
    public boolean changes() {
        return method.getOptions().getIdempotencyLevel() != IdempotencyLevel.NO_SIDE_EFFECTS;
    }

    /** GET, PUT, POST or DELETE. */
    public String verbName() {
        return verb.name();
    }

    /** The path as it is written, with variables in braces. */
    public String template() {
        return path.text();
    }

    /** Whether the whole of the request is the body, in JSON. */
    boolean jsonBody() {
        return body.equals("*");
    }

    Descriptor request() {
        return method.getInputType();
    }
}
