package dev.banksman.controller.operator.http;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;

/** Where a call's messages go. One thread at a time calls it, except {@link #close}. */
interface Reply {

    /** The answer as a whole; completed when its head is known. */
    CompletableFuture<HttpResponse> response();

    void message(Message message);

    /** The first call counts; from any thread. */
    void close(Status status, Metadata trailers);

    /** Whether the receiver has taken what was sent. */
    boolean ready();

    /** Told, from any thread, whenever it may be ready again. */
    void onReady(Runnable told);
}
