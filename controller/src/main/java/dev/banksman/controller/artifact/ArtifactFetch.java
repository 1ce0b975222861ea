package dev.banksman.controller.artifact;

import com.google.protobuf.ByteString;
import dev.banksman.proto.agent.v1.FetchChunk;
import io.grpc.stub.ServerCallStreamObserver;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One artifact on its way out: reads the next chunk when the connection takes it. Callbacks come one at a time. */
final class ArtifactFetch {

    private static final Logger log = LoggerFactory.getLogger(ArtifactFetch.class);
    private static final int CHUNK_BYTES = 64 * 1024;

    private final FileChannel content;
    private final ServerCallStreamObserver<FetchChunk> call;
    private final Counter sent;
    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
    private long offset;
    private boolean done;

    ArtifactFetch(FileChannel content, long offset, ServerCallStreamObserver<FetchChunk> call, Counter sent) {
        this.content = content;
        this.offset = offset;
        this.call = call;
        this.sent = sent;
    }

    void begin() {
        call.setOnCancelHandler(this::end);
        call.setOnCloseHandler(this::end);
        call.setOnReadyHandler(this::sendWhileReady);
    }

    private void sendWhileReady() {
        try {
            while (!done && call.isReady()) {
                send();
            }
        } catch (IOException e) {
            end();
            call.onError(ArtifactService.failed("read", e));
        }
    }

    private void send() throws IOException {
        long size = content.size();
        buffer.clear();
        int read = content.read(buffer, offset);
        if (read > 0 || size == 0) {
            call.onNext(FetchChunk.newBuilder()
                    .setOffset(offset)
                    .setData(ByteString.copyFrom(buffer.flip()))
                    .setSize(size)
                    .build());
            offset += Math.max(0, read);
            sent.increment(Math.max(0, read));
        }
        if (offset >= size) {
            end();
            call.onCompleted();
        }
    }

    private void end() {
        done = true;
        try {
            content.close();
        } catch (IOException e) {
            log.warn("An artifact's file could not be closed", e);
        }
    }
}
