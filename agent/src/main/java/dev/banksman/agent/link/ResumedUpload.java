package dev.banksman.agent.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.ArtifactsGrpc.ArtifactsBlockingV2Stub;
import dev.banksman.proto.agent.v1.ProgressRequest;
import dev.banksman.proto.agent.v1.StoreChunk;
import dev.banksman.proto.agent.v1.StoreReply;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Stores a file of the length it had at first, from where the controller's copy ends: a log that grows meanwhile is
 * stored as it was. Used by one thread.
 */
final class ResumedUpload implements ArtifactClient.Transfer {

    /** With its envelope within the 64 KiB of a message. */
    private static final int CHUNK_BYTES = 48 * 1024;

    private final Supplier<ArtifactsBlockingV2Stub> stub;
    private final Path file;
    private final long size;
    private final Digest digest;
    private long reached = -1;

    private ResumedUpload(Supplier<ArtifactsBlockingV2Stub> stub, Path file, long size, Digest digest) {
        this.stub = stub;
        this.file = file;
        this.size = size;
        this.digest = digest;
    }

    static ResumedUpload of(Supplier<ArtifactsBlockingV2Stub> stub, Path file) throws IOException {
        var size = Files.size(file);
        var algorithm = Digest.sha256();
        try (var in = Files.newInputStream(file)) {
            for (var left = size; left > 0; ) {
                var bytes = in.readNBytes((int) Math.min(left, CHUNK_BYTES));
                if (bytes.length == 0) {
                    throw new EOFException(file + " became shorter while it was read");
                }
                algorithm.update(bytes);
                left -= bytes.length;
            }
        }
        return new ResumedUpload(stub, file, size, Digest.finished(algorithm.digest()));
    }

    Digest digest() {
        return digest;
    }

    @Override
    public boolean advance() throws StatusException, IOException, InterruptedException {
        var progress = stub.get()
                .progress(ProgressRequest.newBuilder().setDigest(digest.name()).build());
        if (progress.getComplete()) {
            return true;
        }
        var moved = progress.getOffset() > reached;
        reached = progress.getOffset();
        var call = stub.get().store();
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(reached);
            send(call, in);
            checkReply(call);
            return true;
        } catch (StatusException e) {
            var code = e.getStatus().getCode();
            if (moved && code != Status.Code.DATA_LOSS && code != Status.Code.RESOURCE_EXHAUSTED) {
                return false;
            }
            throw e;
        } finally {
            // No effect once the call has ended.
            call.cancel("no longer needed", null);
        }
    }

    private void send(BlockingClientCall<StoreChunk, StoreReply> call, InputStream in)
            throws StatusException, IOException, InterruptedException {
        var offset = reached;
        // An empty file takes one chunk, too: the first one names digest and size.
        do {
            var bytes = in.readNBytes((int) Math.min(CHUNK_BYTES, size - offset));
            if (bytes.length == 0 && offset < size) {
                throw new EOFException(file + " became shorter while it was read");
            }
            if (!call.write(chunk(offset, UnsafeByteOperations.unsafeWrap(bytes)))) {
                // The controller has ended the call; its reason comes with the reply.
                return;
            }
            offset += bytes.length;
        } while (offset < size);
        call.halfClose();
    }

    private StoreChunk chunk(long offset, ByteString data) {
        var chunk = StoreChunk.newBuilder().setOffset(offset).setData(data);
        if (offset == reached) {
            chunk.setDigest(digest.name()).setSize(size).setName(String.valueOf(file.getFileName()));
        }
        return chunk.build();
    }

    private void checkReply(BlockingClientCall<StoreChunk, StoreReply> call)
            throws StatusException, InterruptedException {
        var reply = call.read();
        if (reply == null || !reply.getDigest().equals(digest.name())) {
            throw Status.INTERNAL
                    .withDescription("expected a reply that names " + digest + ", found "
                            + (reply == null ? "none" : reply.getDigest()))
                    .asException();
        }
    }
}
