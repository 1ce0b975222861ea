package dev.banksman.controller.operator.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;

/**
 * The one place where failures become HTTP: the usual status of each code, and a {@code google.rpc.Status} as the body
 * ({@code code}, {@code message}, {@code details}). Nothing of the inside of the controller is in it.
 */
final class HttpErrors {

    private static final String WITHOUT_WORDS = "A fault in the controller; its log has the details.";

    private final Json json;

    HttpErrors(Json json) {
        this.json = json;
    }

    static HttpStatus status(Status.Code code) {
        return switch (code) {
            case OK -> HttpStatus.OK;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT;
            case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
            case CANCELLED -> HttpStatus.valueOf(499);
            case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
            case UNKNOWN, INTERNAL, DATA_LOSS -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }

    HttpResponse response(Status status) {
        return response(status, new Metadata());
    }

    HttpResponse response(Status status, Metadata trailers) {
        return response(status(status.getCode()), status, trailers);
    }

    /** With an HTTP status that says more than the code does. */
    HttpResponse response(HttpStatus http, Status status, Metadata trailers) {
        return HttpResponse.of(headers(http), HttpData.ofUtf8(text(status, trailers)));
    }

    static ResponseHeaders headers(HttpStatus http) {
        var headers = ResponseHeaders.builder(http).contentType(MediaType.JSON_UTF_8);
        ApiHeaders.add(headers);
        if (http.equals(HttpStatus.UNAUTHORIZED)) {
            headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"banksman\"");
        }
        return headers.build();
    }

    /** The failure as JSON. */
    String text(Status status, Metadata trailers) {
        var told = status.getDescription() == null ? status.withDescription(WITHOUT_WORDS) : status;
        return json.of(StatusProto.fromStatusAndTrailers(told, trailers));
    }
}
