package dev.banksman.agent.link;

import com.google.protobuf.ByteString;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.ArtifactsGrpc;
import dev.banksman.proto.agent.v1.FetchChunk;
import dev.banksman.proto.agent.v1.FetchRequest;
import dev.banksman.proto.agent.v1.ProgressReply;
import dev.banksman.proto.agent.v1.ProgressRequest;
import dev.banksman.proto.agent.v1.StoreChunk;
import dev.banksman.proto.agent.v1.StoreReply;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A controller's artifacts in memory, which keeps what came before a stream broke. */
final class BreakingArtifacts extends ArtifactsGrpc.ArtifactsImplBase {

    private static final int CHUNK_BYTES = 64 * 1024;

    private final Map<String, byte[]> complete = new ConcurrentHashMap<>();
    private final Map<String, byte[]> parts = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private volatile int breakAfter = Integer.MAX_VALUE;
    private volatile Optional<Status> answer = Optional.empty();

    void hold(byte[] content) {
        holdUnder(Digest.of(content), content);
    }

    void holdUnder(Digest digest, byte[] content) {
        complete.put(digest.name(), content);
    }

    byte[] held(Digest digest) {
        return complete.get(digest.name());
    }

    void breakAfterBytes(int bytes) {
        breakAfter = bytes;
    }

    void answer(Status status) {
        answer = Optional.of(status);
    }

    int calls() {
        return calls.get();
    }

    long bytesSent() {
        return sent.get();
    }

    long bytesReceived() {
        return received.get();
    }

    @Override
    public void fetch(FetchRequest request, StreamObserver<FetchChunk> reply) {
        calls.incrementAndGet();
        var content = complete.get(request.getDigest());
        if (answer.isPresent() || content == null) {
            reply.onError(answer.orElse(Status.NOT_FOUND).asRuntimeException());
            return;
        }
        if (request.getOffset() > content.length) {
            reply.onError(Status.OUT_OF_RANGE.asRuntimeException());
            return;
        }
        var allowed = breakAfter;
        for (var offset = (int) request.getOffset(); offset < content.length; ) {
            var length = Math.min(CHUNK_BYTES, content.length - offset);
            reply.onNext(FetchChunk.newBuilder()
                    .setOffset(offset)
                    .setSize(content.length)
                    .setData(ByteString.copyFrom(content, offset, length))
                    .build());
            sent.addAndGet(length);
            offset += length;
            allowed -= length;
            if (allowed <= 0 && offset < content.length) {
                reply.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
        }
        reply.onCompleted();
    }

    @Override
    public void progress(ProgressRequest request, StreamObserver<ProgressReply> reply) {
        calls.incrementAndGet();
        var held = parts.getOrDefault(request.getDigest(), new byte[0]);
        reply.onNext(ProgressReply.newBuilder()
                .setOffset(held.length)
                .setComplete(complete.containsKey(request.getDigest()))
                .build());
        reply.onCompleted();
    }

    @Override
    public StreamObserver<StoreChunk> store(StreamObserver<StoreReply> reply) {
        return new StreamObserver<>() {
            private final ByteArrayOutputStream content = new ByteArrayOutputStream();
            private String digest = "";
            private int allowed = breakAfter;
            private boolean ended;

            @Override
            public void onNext(StoreChunk chunk) {
                if (ended) {
                    return;
                }
                if (!chunk.getDigest().isEmpty()) {
                    digest = chunk.getDigest();
                    content.writeBytes(parts.getOrDefault(digest, new byte[0]));
                }
                if (answer.isPresent() || chunk.getOffset() != content.size()) {
                    end(answer.orElse(Status.OUT_OF_RANGE));
                    return;
                }
                content.writeBytes(chunk.getData().toByteArray());
                received.addAndGet(chunk.getData().size());
                parts.put(digest, content.toByteArray());
                allowed -= chunk.getData().size();
                if (allowed <= 0) {
                    end(Status.UNAVAILABLE);
                }
            }

            private void end(Status status) {
                ended = true;
                reply.onError(status.asRuntimeException());
            }

            @Override
            public void onError(Throwable failure) {
                ended = true;
            }

            @Override
            public void onCompleted() {
                if (ended) {
                    return;
                }
                var bytes = content.toByteArray();
                if (!Digest.of(bytes).name().equals(digest)) {
                    end(Status.DATA_LOSS);
                    return;
                }
                complete.put(digest, Arrays.copyOf(bytes, bytes.length));
                reply.onNext(StoreReply.newBuilder()
                        .setDigest(digest)
                        .setSize(bytes.length)
                        .build());
                reply.onCompleted();
            }
        };
    }
}
