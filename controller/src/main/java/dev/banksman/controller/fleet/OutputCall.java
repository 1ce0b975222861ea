package dev.banksman.controller.fleet;

import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.OutputChunk;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One output stream of an agent. The next chunk is asked for when the last is written, so a fast agent fills its own
 * spool and not this process. Acknowledgements come from the syncing thread too; of each stream the latest waits while
 * the connection takes none.
 */
final class OutputCall implements StreamObserver<OutputChunk>, OutputStore.Sender {

    private static final Logger log = LoggerFactory.getLogger(OutputCall.class);
    /** An agent sends at most 64 KiB at once. */
    private static final int CHUNK_BYTES = 256 * 1024;

    private final String host;
    private final BooleanSupplier revoked;
    private final OutputStore store;
    private final ServerCallStreamObserver<OutputAck> stream;
    private final Map<OutputName, OutputAck> waiting = new LinkedHashMap<>();
    private boolean closed;

    OutputCall(String host, BooleanSupplier revoked, OutputStore store, ServerCallStreamObserver<OutputAck> stream) {
        this.host = host;
        this.revoked = revoked;
        this.store = store;
        this.stream = stream;
        stream.setOnReadyHandler(this::drain);
        stream.setOnCancelHandler(this::gone);
    }

    @Override
    public void onNext(OutputChunk chunk) {
        if (revoked.getAsBoolean()) {
            refuse(Status.PERMISSION_DENIED.withDescription("Refused: " + Loss.REVOKED.meaning() + "."));
            return;
        }
        if (!chunk.getAttempt().getHost().equals(host)) {
            refuse(Status.INVALID_ARGUMENT.withDescription("Expected output of host " + host + " only."));
            return;
        }
        if (chunk.getOffset() < 0
                || chunk.getSkipped() < 0
                || chunk.getSkipped() > chunk.getOffset()
                || chunk.getData().size() > CHUNK_BYTES) {
            refuse(Status.INVALID_ARGUMENT.withDescription(
                    "Expected a chunk of at most " + CHUNK_BYTES + " bytes at a position from zero on."));
            return;
        }
        try {
            store.take(OutputName.of(chunk.getAttempt(), chunk.getStream()), chunk, this);
        } catch (IllegalArgumentException e) {
            refuse(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
        } catch (IOException e) {
            log.error("Output of host {} could not be stored; the agent will send it again", host, e);
            refuse(Status.UNAVAILABLE.withDescription("The controller could not store the output; its log says why."));
        }
    }

    @Override
    public void onError(Throwable cause) {
        gone();
    }

    @Override
    public synchronized void onCompleted() {
        if (!closed) {
            closed = true;
            stream.onCompleted();
        }
    }

    @Override
    public synchronized void durable(OutputName name, long offset, boolean end) {
        waiting.put(
                name,
                OutputAck.newBuilder()
                        .setAttempt(name.attempt())
                        .setStream(name.stream())
                        .setOffset(offset)
                        .setEnd(end)
                        .build());
        drain();
    }

    @Override
    public void failed(OutputName name) {
        refuse(Status.UNAVAILABLE.withDescription("The controller could not store the output; its log says why."));
    }

    private synchronized void drain() {
        var acks = waiting.values().iterator();
        while (!closed && acks.hasNext() && stream.isReady()) {
            stream.onNext(acks.next());
            acks.remove();
        }
    }

    private synchronized void refuse(Status status) {
        if (!closed) {
            closed = true;
            stream.onError(status.asRuntimeException());
        }
    }

    private synchronized void gone() {
        closed = true;
    }
}
