package dev.banksman.controller.operator.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server itself turns away, before any handler, in the form in which handlers' failures are told. */
public final class TransportErrors implements ServerErrorHandler {

    private final HttpErrors errors = new HttpErrors(new Json(List.of()));

    @Override
    public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
        // The server has a status for it, which is rendered below.
        return null;
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext context,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        var said = code(status).toStatus().withDescription(sentence(status));
        return AggregatedHttpResponse.of(
                HttpErrors.headers(status), HttpData.ofUtf8(errors.text(said, new Metadata())));
    }

    private static String sentence(HttpStatus status) {
        return switch (status.code()) {
            case 404 -> "There is nothing here.";
            case 413 -> "The request has more bytes than are taken here.";
            default -> status.reasonPhrase() + ".";
        };
    }

    private static Status.Code code(HttpStatus status) {
        return switch (status.code()) {
            case 404 -> Status.Code.NOT_FOUND;
            case 405 -> Status.Code.UNIMPLEMENTED;
            case 413 -> Status.Code.RESOURCE_EXHAUSTED;
            case 503 -> Status.Code.UNAVAILABLE;
            default -> status.isClientError() ? Status.Code.INVALID_ARGUMENT : Status.Code.INTERNAL;
        };
    }
}
