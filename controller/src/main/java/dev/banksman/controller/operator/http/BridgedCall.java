package dev.banksman.controller.operator.http;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call by HTTP, as the handlers of gRPC see one. What the handler is told, it is told by one thread at a time, in order;
 * what it answers goes to the reply.
 */
final class BridgedCall<Q, A> extends ServerCall<Q, A> {

    private static final Logger LOG = LoggerFactory.getLogger(BridgedCall.class);

    private final MethodDescriptor<Q, A> method;
    private final Reply reply;
    private final Executor executor;
    private final IntConsumer demand;
    private volatile boolean cancelled;
    private boolean closed;
    private @Nullable Listener<Q> listener;

    /**
     * @param executor runs one thing after the other, on threads that may block
     * @param demand told how many further messages the handler takes
     */
    BridgedCall(MethodDescriptor<Q, A> method, Reply reply, Executor executor, IntConsumer demand) {
        this.method = method;
        this.reply = reply;
        this.executor = executor;
        this.demand = demand;
    }

    void start(ServerCallHandler<Q, A> handler, Metadata headers) {
        tell(() -> listener = handler.startCall(this, headers));
        reply.onReady(() -> tell(() -> listener().onReady()));
    }

    void received(Q message) {
        tell(() -> listener().onMessage(message));
    }

    void receivedAll() {
        tell(() -> {
            listener().onHalfClose();
            listener().onReady();
        });
    }

    /** The caller has left, or has waited long enough. */
    void cancel() {
        cancelled = true;
        tell(() -> listener().onCancel());
    }

    private Listener<Q> listener() {
        if (listener == null) {
            throw new IllegalStateException("The call has not begun.");
        }
        return listener;
    }

    private void tell(Runnable news) {
        executor.execute(() -> {
            try {
                news.run();
            } catch (RuntimeException e) {
                if (!cancelled) {
                    LOG.error("A call of {} failed", method.getFullMethodName(), e);
                }
                reply.close(Status.INTERNAL, new Metadata());
            }
        });
    }

    @Override
    public void request(int messages) {
        demand.accept(messages);
    }

    @Override
    public void sendHeaders(Metadata headers) {
        // What is sent by HTTP has its own.
    }

    @Override
    public void sendMessage(A message) {
        reply.message((Message) message);
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (!closed) {
            closed = true;
            reply.close(status, trailers);
            tell(() -> listener().onComplete());
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public boolean isReady() {
        return reply.ready();
    }

    @Override
    public MethodDescriptor<Q, A> getMethodDescriptor() {
        return method;
    }
}
