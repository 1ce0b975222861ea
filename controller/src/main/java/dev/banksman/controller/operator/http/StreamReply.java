package dev.banksman.controller.operator.http;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeaders;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Messages one by one, at the receiver's pace: what was written and not taken yet is at most one message, however slow
 * the receiver is. The head goes out with the first message or {@linkplain #begin when it has taken too long}; a call
 * that fails before has a status of its own.
 */
final class StreamReply implements Reply {

    /** How messages and the end are written. */
    interface Form {
        ResponseHeaders head(@Nullable Message first);

        HttpData begin();

        HttpData message(Message message);

        HttpData end();

        /** Empty if a failure cannot be told any more; then the connection is cut, so that no half file looks whole. */
        @Nullable
        HttpData failure(Status status, Metadata trailers);

        /** What is sent when nothing else is, so that a dead link is noticed; empty for none. */
        HttpData alive();
    }

    private static final Runnable NOBODY = () -> {};

    private final CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    private final HttpResponseWriter writer = HttpResponse.streaming();
    private final Form form;
    private final HttpErrors errors;
    private boolean begun;
    private boolean closed;
    private CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
    private volatile Runnable told = NOBODY;

    StreamReply(Form form, HttpErrors errors) {
        this.form = form;
        this.errors = errors;
    }

    @Override
    public CompletableFuture<HttpResponse> response() {
        return response;
    }

    /** Sends the head, if that has not been done. */
    synchronized void begin() {
        begin(null);
    }

    private void begin(@Nullable Message first) {
        if (begun || closed) {
            return;
        }
        begun = true;
        writer.write(form.head(first));
        write(form.begin());
        response.complete(writer);
    }

    @Override
    public synchronized void message(Message message) {
        begin(message);
        write(form.message(message));
    }

    /** Says that it is still there, unless something is on its way anyhow. */
    synchronized void alive() {
        if (begun && !closed && taken.isDone()) {
            write(form.alive());
        }
    }

    private void write(HttpData data) {
        if (closed || data.isEmpty() || !writer.tryWrite(data)) {
            return;
        }
        taken = writer.whenConsumed();
        var unused = taken.thenRun(() -> told.run());
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (closed) {
            return;
        }
        if (status.isOk()) {
            begin();
            write(form.end());
            closed = true;
            writer.close();
        } else if (!begun) {
            closed = true;
            writer.abort();
            response.complete(errors.response(status, trailers));
        } else {
            var failure = form.failure(status, trailers);
            if (failure == null) {
                closed = true;
                writer.close(status.asRuntimeException());
            } else {
                write(failure);
                closed = true;
                writer.close();
            }
        }
    }

    @Override
    public synchronized boolean ready() {
        return !closed && taken.isDone();
    }

    @Override
    public void onReady(Runnable toTell) {
        told = toTell;
    }
}
