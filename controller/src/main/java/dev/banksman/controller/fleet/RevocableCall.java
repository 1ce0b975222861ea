package dev.banksman.controller.fleet;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.function.BooleanSupplier;

/**
 * A call that ends with the first message, in either direction, after its host's certificates were revoked: a call that
 * was opened in time gets nothing more, not even a new certificate. The handler hears of it as of any call that its
 * caller gave up. Any thread may send.
 */
final class RevocableCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

    private final BooleanSupplier revoked;
    private boolean closed;

    RevocableCall(ServerCall<Q, R> call, BooleanSupplier revoked) {
        super(call);
        this.revoked = revoked;
    }

    /** The handler's side of it. */
    ServerCall.Listener<Q> guard(ServerCall.Listener<Q> handler) {
        return new SimpleForwardingServerCallListener<>(handler) {
            private boolean told;

            @Override
            public void onMessage(Q message) {
                if (goesOn()) {
                    super.onMessage(message);
                    // A hello that was let in while the revocation was being recorded.
                    goesOn();
                }
            }

            @Override
            public void onHalfClose() {
                if (goesOn()) {
                    super.onHalfClose();
                }
            }

            @Override
            public void onCancel() {
                if (!told) {
                    told = true;
                    super.onCancel();
                }
            }

            private boolean goesOn() {
                if (revoked.getAsBoolean()) {
                    end();
                    onCancel();
                    return false;
                }
                return true;
            }
        };
    }

    @Override
    public synchronized void sendMessage(R message) {
        if (revoked.getAsBoolean()) {
            end();
        } else if (!closed) {
            super.sendMessage(message);
        }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (!closed) {
            closed = true;
            super.close(status, trailers);
        }
    }

    private void end() {
        close(Status.PERMISSION_DENIED.withDescription("Refused: " + Refusal.REVOKED.meaning() + "."), new Metadata());
    }
}
