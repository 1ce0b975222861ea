package dev.banksman.agent.link;

import dev.banksman.agent.action.ArtifactTransfer;
import dev.banksman.agent.action.ArtifactTransferException;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.ArtifactsGrpc;
import dev.banksman.proto.agent.v1.FetchRequest;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Moves artifacts over the agent's channel, beside link and output. A transfer that breaks goes on from where both sides
 * have it, under the retry {@code artifact-transfer}; an answer that repeating cannot change ends it at once. Blocks the
 * calling thread; interrupting it stops the transfer.
 */
public final class GrpcArtifactTransfer implements ArtifactTransfer {

    private final Channel channel;
    private final Retry retry;

    /** @param firstPause pause before the first repetition; it doubles up to 30 s */
    public GrpcArtifactTransfer(Channel channel, int tries, Duration firstPause) {
        this.channel = channel;
        this.retry = Retry.of(
                "artifact-transfer",
                RetryConfig.custom()
                        .maxAttempts(tries)
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(
                                firstPause, 2.0, 0.5, Duration.ofSeconds(30)))
                        .retryOnException(GrpcArtifactTransfer::mayPass)
                        .build());
    }

    @Override
    public void fetch(Digest digest, Path file) throws ArtifactTransferException, InterruptedException {
        run("Artifact " + digest + " cannot be fetched", () -> {
            fetchOnce(digest, file);
            return digest;
        });
    }

    @Override
    public Digest store(Path file) throws ArtifactTransferException, InterruptedException {
        return run("The file " + file + " cannot be stored as an artifact", () -> {
            var digest = Digest.of(file);
            new ArtifactUpload(channel, digest, file).run();
            return digest;
        });
    }

    private void fetchOnce(Digest digest, Path file) throws IOException, InterruptedException {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var call = Context.current().withCancellation();
        var before = call.attach();
        try (var out = FileChannel.open(file, options)) {
            long offset = out.size();
            var request = FetchRequest.newBuilder()
                    .setDigest(digest.name())
                    .setOffset(offset)
                    .build();
            var chunks = ArtifactsGrpc.newBlockingStub(channel).fetch(request);
            while (chunks.hasNext()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("stopped");
                }
                var chunk = chunks.next();
                if (chunk.getOffset() != offset) {
                    throw new IOException("Expected bytes from " + offset + " on, found " + chunk.getOffset());
                }
                write(out, chunk.getData().asReadOnlyByteBuffer(), offset);
                offset += chunk.getData().size();
            }
            out.force(true);
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.OUT_OF_RANGE) {
                truncate(file);
            }
            throw e;
        } finally {
            call.detach(before);
            call.cancel(null);
        }
        var found = Digest.of(file);
        if (!found.equals(digest)) {
            truncate(file);
            throw new IOException("Expected content with digest " + digest + ", found " + found);
        }
    }

    private static void write(FileChannel out, ByteBuffer data, long offset) throws IOException {
        long at = offset;
        while (data.hasRemaining()) {
            at += out.write(data, at);
        }
    }

    /** What is there does not belong to the artifact: the next try begins anew. */
    private static void truncate(Path file) throws IOException {
        try (var out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.truncate(0);
        }
    }

    private <T> T run(String failure, Callable<T> transfer) throws ArtifactTransferException, InterruptedException {
        try {
            return retry.executeCallable(transfer);
        } catch (InterruptedException e) {
            throw e;
        } catch (StatusRuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped");
            }
            var description = e.getStatus().getDescription();
            throw new ArtifactTransferException(
                    failure + ": " + e.getStatus().getCode() + (description == null ? "." : ": " + description));
        } catch (Exception e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped");
            }
            throw new ArtifactTransferException(failure + ": " + e.getMessage());
        }
    }

    private static boolean mayPass(Throwable failure) {
        if (failure instanceof StatusRuntimeException status) {
            return switch (status.getStatus().getCode()) {
                case UNAVAILABLE, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, INTERNAL, UNKNOWN, RESOURCE_EXHAUSTED ->
                    !Thread.currentThread().isInterrupted();
                case OK,
                        CANCELLED,
                        INVALID_ARGUMENT,
                        NOT_FOUND,
                        ALREADY_EXISTS,
                        PERMISSION_DENIED,
                        FAILED_PRECONDITION,
                        UNIMPLEMENTED,
                        DATA_LOSS,
                        UNAUTHENTICATED -> false;
            };
        }
        return false;
    }
}
