package dev.banksman.controller.operator.http;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** One message, as one body. */
final class SingleReply implements Reply {

    private final CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    private final AtomicReference<Message> answer = new AtomicReference<>();
    private final Function<Message, HttpResponse> body;
    private final HttpErrors errors;

    private SingleReply(Function<Message, HttpResponse> body, HttpErrors errors) {
        this.body = body;
        this.errors = errors;
    }

    static SingleReply json(Json json, HttpErrors errors) {
        return new SingleReply(
                message -> HttpResponse.of(HttpErrors.headers(HttpStatus.OK), HttpData.ofUtf8(json.of(message))),
                errors);
    }

    /** The bytes of a message that is a file. */
    static SingleReply raw(RawContent content, HttpErrors errors) {
        return new SingleReply(
                message -> HttpResponse.of(content.headers(message), HttpData.wrap(content.bytes(message))), errors);
    }

    @Override
    public CompletableFuture<HttpResponse> response() {
        return response;
    }

    @Override
    public void message(Message message) {
        answer.set(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
        if (response.isDone()) {
            return;
        }
        var message = answer.get();
        response.complete(
                status.isOk() && message != null ? body.apply(message) : errors.response(failed(status), trailers));
    }

    private static Status failed(Status status) {
        return status.isOk() ? Status.INTERNAL : status;
    }

    @Override
    public boolean ready() {
        return !response.isDone();
    }

    @Override
    public void onReady(Runnable told) {
        // It is ready for its one message from the beginning.
    }
}
