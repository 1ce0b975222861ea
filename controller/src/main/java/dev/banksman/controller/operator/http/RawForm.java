package dev.banksman.controller.operator.http;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.ResponseHeaders;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** The bytes of the messages one after the other: a file as it is. */
final class RawForm implements StreamReply.Form {

    private final RawContent content;
    private final Message none;

    /** @param none a message without anything, for a file without anything */
    RawForm(RawContent content, Message none) {
        this.content = content;
        this.none = none;
    }

    @Override
    public ResponseHeaders head(@Nullable Message first) {
        return content.headers(first == null ? none : first);
    }

    @Override
    public HttpData begin() {
        return HttpData.empty();
    }

    @Override
    public HttpData message(Message message) {
        return HttpData.wrap(content.bytes(message));
    }

    @Override
    public HttpData end() {
        return HttpData.empty();
    }

    @Override
    public @Nullable HttpData failure(Status status, Metadata trailers) {
        return null;
    }

    @Override
    public HttpData alive() {
        return HttpData.empty();
    }
}
