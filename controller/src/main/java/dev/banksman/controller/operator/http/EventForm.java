package dev.banksman.controller.operator.http;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events: {@code data} is a message as JSON, {@code id} is where to go on after it. The end is an event named
 * {@code end}, a failure one named {@code error} with the failure as its data; a stream that ends without either was
 * cut, and is asked for again with {@code Last-Event-ID}.
 */
final class EventForm implements StreamReply.Form {

    /** Which field of an answer says where to go on, and which of the request takes it. */
    record Resumption(FieldDescriptor reply, FieldDescriptor request) {

        private static final String[][] PAIRS = {{"position", "after_position"}, {"next_offset", "offset"}};

        static Optional<Resumption> of(Descriptor request, Descriptor reply) {
            for (var pair : PAIRS) {
                var from = reply.findFieldByName(pair[0]);
                var to = request.findFieldByName(pair[1]);
                if (from != null && to != null) {
                    return Optional.of(new Resumption(from, to));
                }
            }
            return Optional.empty();
        }
    }

    private static final MediaType TYPE = MediaType.parse("text/event-stream; charset=utf-8");

    private final Json json;
    private final HttpErrors errors;
    private final Optional<Resumption> resumption;

    EventForm(Json json, HttpErrors errors, Optional<Resumption> resumption) {
        this.json = json;
        this.errors = errors;
        this.resumption = resumption;
    }

    @Override
    public ResponseHeaders head(@Nullable Message first) {
        var headers = ResponseHeaders.builder(HttpStatus.OK).contentType(TYPE).set("x-accel-buffering", "no");
        ApiHeaders.add(headers);
        return headers.build();
    }

    @Override
    public HttpData begin() {
        return HttpData.ofUtf8("retry: 1000\n\n");
    }

    @Override
    public HttpData message(Message message) {
        var id = resumption
                .map(found -> "id: " + message.getField(found.reply()) + "\n")
                .orElse("");
        return HttpData.ofUtf8(id + "data: " + json.of(message) + "\n\n");
    }

    @Override
    public HttpData end() {
        return HttpData.ofUtf8("event: end\ndata: {}\n\n");
    }

    @Override
    public HttpData failure(Status status, Metadata trailers) {
        return HttpData.ofUtf8("event: error\ndata: " + errors.text(status, trailers) + "\n\n");
    }

    @Override
    public HttpData alive() {
        return HttpData.ofUtf8(": alive\n\n");
    }
}
