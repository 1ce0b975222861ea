package dev.banksman.agent.link;

import dev.banksman.agent.action.ArtifactTransferException;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.ArtifactsGrpc.ArtifactsBlockingV2Stub;
import dev.banksman.proto.agent.v1.FetchChunk;
import dev.banksman.proto.agent.v1.FetchRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Fetches the rest of an artifact behind what the file holds already. Used by one thread. */
final class ResumedDownload implements ArtifactClient.Transfer {

    private final Supplier<ArtifactsBlockingV2Stub> stub;
    private final Digest digest;
    private final OptionalLong size;
    private final Path file;

    /** @param size of the artifact, if that is known */
    ResumedDownload(Supplier<ArtifactsBlockingV2Stub> stub, Digest digest, OptionalLong size, Path file) {
        this.stub = stub;
        this.digest = digest;
        this.size = size;
        this.file = file;
    }

    @Override
    public boolean advance() throws StatusException, IOException, ArtifactTransferException, InterruptedException {
        try (var out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var start = out.size();
            out.position(start);
            var request = FetchRequest.newBuilder()
                    .setDigest(digest.name())
                    .setOffset(start)
                    .build();
            var call = stub.get().fetch(request);
            try {
                receive(call, out);
                return true;
            } catch (StatusException e) {
                if (e.getStatus().getCode() == Status.Code.OUT_OF_RANGE && start > 0) {
                    // What lies there is longer than the artifact, so it is no part of it.
                    out.truncate(0);
                    return false;
                }
                if (out.size() > start) {
                    return false;
                }
                throw e;
            } finally {
                out.force(true);
                // No effect once the stream has ended.
                call.cancel("no longer needed", null);
            }
        }
    }

    private void receive(BlockingClientCall<?, FetchChunk> call, FileChannel out)
            throws StatusException, IOException, ArtifactTransferException, InterruptedException {
        var first = true;
        for (var chunk = call.read(); chunk != null; chunk = call.read()) {
            if (chunk.getOffset() != out.position()) {
                throw Status.INTERNAL
                        .withDescription("expected bytes from " + out.position() + ", found " + chunk.getOffset())
                        .asException();
            }
            if (first) {
                checkSize(chunk.getSize());
                checkRoom(chunk.getSize() - out.position());
                first = false;
            }
            var data = chunk.getData().asReadOnlyByteBuffer();
            while (data.hasRemaining()) {
                out.write(data);
            }
        }
    }

    private void checkSize(long found) throws ArtifactTransferException {
        if (size.isPresent() && size.getAsLong() != found) {
            throw new ArtifactTransferException(
                    "Artifact " + digest + ": expected " + size.getAsLong() + " bytes, found " + found + ".");
        }
    }

    private void checkRoom(long bytes) throws IOException {
        var room = Files.getFileStore(file).getUsableSpace();
        if (bytes > room) {
            throw new IOException("expected room for " + bytes + " bytes, found " + room);
        }
    }
}
