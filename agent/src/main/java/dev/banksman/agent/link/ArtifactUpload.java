package dev.banksman.agent.link;

import com.google.protobuf.UnsafeByteOperations;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.ArtifactsGrpc;
import dev.banksman.proto.agent.v1.ProgressRequest;
import dev.banksman.proto.agent.v1.StoreChunk;
import dev.banksman.proto.agent.v1.StoreReply;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One upload, from where the controller has the file on. Chunks are read as the connection takes them. */
final class ArtifactUpload {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final long PROGRESS_SECONDS = 30;

    private final Channel channel;
    private final Digest digest;
    private final Path file;
    private final Semaphore ready = new Semaphore(0);
    private final CompletableFuture<StoreReply> reply = new CompletableFuture<>();

    ArtifactUpload(Channel channel, Digest digest, Path file) {
        this.channel = channel;
        this.digest = digest;
        this.file = file;
    }

    void run() throws IOException, InterruptedException {
        var progress = ArtifactsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PROGRESS_SECONDS, TimeUnit.SECONDS)
                .progress(ProgressRequest.newBuilder().setDigest(digest.name()).build());
        if (progress.getComplete()) {
            return;
        }
        var receiver = new Receiver();
        var sender = (ClientCallStreamObserver<StoreChunk>)
                ArtifactsGrpc.newStub(channel).store(receiver);
        boolean sent = false;
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            send(in, sender, progress.getOffset());
            sent = true;
        } finally {
            if (!sent) {
                sender.cancel("the upload was given up", null);
            }
        }
        await(sender);
    }

    private void send(FileChannel in, ClientCallStreamObserver<StoreChunk> sender, long from)
            throws IOException, InterruptedException {
        long size = in.size();
        long offset = from;
        boolean first = true;
        while ((offset < size || first) && !reply.isDone()) {
            while (!sender.isReady() && !reply.isDone()) {
                ready.acquire();
            }
            var buffer = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, size - offset));
            while (buffer.hasRemaining()) {
                if (in.read(buffer, offset + buffer.position()) < 0) {
                    throw new IOException("The file became shorter while it was read");
                }
            }
            sender.onNext(StoreChunk.newBuilder()
                    .setDigest(digest.name())
                    .setSize(size)
                    .setOffset(offset)
                    .setName(file.getFileName().toString())
                    .setData(UnsafeByteOperations.unsafeWrap(buffer.flip()))
                    .build());
            offset += buffer.limit();
            first = false;
        }
        if (!reply.isDone()) {
            sender.onCompleted();
        }
    }

    private void await(ClientCallStreamObserver<StoreChunk> sender) throws IOException, InterruptedException {
        try {
            var stored = reply.get();
            if (!stored.getDigest().equals(digest.name())) {
                throw new IOException("Expected digest " + digest + ", and the controller stored " + stored.getDigest());
            }
        } catch (InterruptedException e) {
            sender.cancel("the upload was stopped", null);
            throw e;
        } catch (ExecutionException e) {
            var cause = e.getCause();
            throw cause instanceof StatusRuntimeException status
                    ? status
                    : Status.fromThrowable(cause == null ? e : cause).asRuntimeException();
        }
    }

    private final class Receiver implements ClientResponseObserver<StoreChunk, StoreReply> {

        private @Nullable StoreReply received;

        @Override
        public void beforeStart(ClientCallStreamObserver<StoreChunk> requests) {
            requests.setOnReadyHandler(ready::release);
        }

        @Override
        public void onNext(StoreReply value) {
            received = value;
        }

        @Override
        public void onError(Throwable error) {
            reply.completeExceptionally(error);
            ready.release();
        }

        @Override
        public void onCompleted() {
            if (received == null) {
                reply.completeExceptionally(Status.INTERNAL
                        .withDescription("the controller ended the upload without an answer")
                        .asRuntimeException());
            } else {
                reply.complete(received);
            }
            ready.release();
        }
    }
}
