package dev.banksman.controller.operator;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends at the pace of the receiver; a slow one makes the sending thread wait and takes no memory. Made within the call
 * of the service, used by one thread outside of it: while the call's own method runs, nobody says that the receiver is
 * ready again.
 */
final class PacedSender<T> {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final ServerCallStreamObserver<T> response;
    private final Semaphore wake = new Semaphore(0);

    PacedSender(StreamObserver<T> response) {
        if (!(response instanceof ServerCallStreamObserver<T> call)) {
            throw Status.INTERNAL.withDescription("Streams need a server call.").asRuntimeException();
        }
        this.response = call;
        call.setOnReadyHandler(wake::release);
        call.setOnCancelHandler(wake::release);
    }

    boolean open() {
        return !response.isCancelled();
    }

    /** False when the receiver has left. */
    boolean send(T message) throws InterruptedException {
        while (!response.isReady() && open()) {
            rest(PATIENCE);
        }
        if (!open()) {
            return false;
        }
        response.onNext(message);
        return true;
    }

    void rest(Duration length) throws InterruptedException {
        if (wake.tryAcquire(length.toMillis(), TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
    }
}
