package dev.banksman.agent.link;

import dev.banksman.agent.action.ArtifactTransfer;
import dev.banksman.agent.action.ArtifactTransferException;
import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.ArtifactsGrpc;
import dev.banksman.proto.agent.v1.ArtifactsGrpc.ArtifactsBlockingV2Stub;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Artifacts over the connection to the controller, resumed where they stopped. A transfer is given up after a number of
 * tries in which nothing moved; as long as something moves it goes on.
 *
 * <p>Blocks its caller; safe for use by many threads, one per file. Interrupting the thread ends the transfer. A crash
 * leaves a part of the file, which the next fetch continues.
 */
public final class ArtifactClient implements ArtifactTransfer {

    /** Name of the retry, in settings and metrics. */
    public static final String RETRY = "artifact-transfer";

    private static final Duration CALL_LIMIT = Duration.ofMinutes(2);
    private static final Set<Status.Code> LASTING = EnumSet.of(
            Status.Code.NOT_FOUND,
            Status.Code.OUT_OF_RANGE,
            Status.Code.DATA_LOSS,
            Status.Code.INVALID_ARGUMENT,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.PERMISSION_DENIED,
            Status.Code.UNAUTHENTICATED,
            Status.Code.UNIMPLEMENTED);

    private final Channel channel;
    private final Retry retry;

    /** @param retry made with {@link #retryConfig}, under the name {@link #RETRY} */
    public ArtifactClient(Channel channel, Retry retry) {
        this.channel = channel;
        this.retry = retry;
    }

    /** Eight tries over about a minute; not for answers that would be the same again. */
    public static RetryConfig retryConfig() {
        return RetryConfig.custom()
                .maxAttempts(8)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(
                        Duration.ofMillis(500), 2.0, 0.5, Duration.ofSeconds(20)))
                .retryOnException(failure -> failure instanceof StatusException status
                        && !LASTING.contains(status.getStatus().getCode()))
                .build();
    }

    @Override
    public void fetch(Digest digest, Path file) throws ArtifactTransferException, InterruptedException {
        fetch(digest, OptionalLong.empty(), file);
    }

    /** The same for an artifact whose size is known; one of another size is given up before anything is written. */
    public void fetch(Digest digest, long size, Path file) throws ArtifactTransferException, InterruptedException {
        fetch(digest, OptionalLong.of(size), file);
    }

    private void fetch(Digest digest, OptionalLong size, Path file)
            throws ArtifactTransferException, InterruptedException {
        var subject = "Artifact " + digest;
        try {
            untilDone(new ResumedDownload(this::stub, digest, size, file));
            if (Digest.of(file).equals(digest)) {
                return;
            }
            // The part that was continued may have been something else; from the start once more.
            Files.delete(file);
            untilDone(new ResumedDownload(this::stub, digest, size, file));
            var found = Digest.of(file);
            if (!found.equals(digest)) {
                Files.delete(file);
                throw new ArtifactTransferException(subject + ": expected this digest of what came, found " + found
                        + "; the controller's copy may be damaged, store it there anew.");
            }
        } catch (StatusException e) {
            throw failure(subject + " could not be fetched", e);
        } catch (IOException e) {
            throw new ArtifactTransferException(subject + " could not be written to " + file + ": " + e.getMessage());
        }
    }

    @Override
    public Digest store(Path file) throws ArtifactTransferException, InterruptedException {
        try {
            var upload = ResumedUpload.of(this::stub, file);
            untilDone(upload);
            return upload.digest();
        } catch (StatusException e) {
            throw failure(file + " could not be stored", e);
        } catch (IOException e) {
            throw new ArtifactTransferException(file + " could not be stored: " + e.getMessage());
        }
    }

    /** One try of a transfer, which remembers how far it came. */
    interface Transfer {

        /** @return false when something moved before it broke, so that the next try is no repetition */
        boolean advance() throws StatusException, IOException, ArtifactTransferException, InterruptedException;
    }

    /** A stub whose calls end after two minutes: a transfer that takes longer is resumed, one that hangs is not left. */
    private ArtifactsBlockingV2Stub stub() {
        return ArtifactsGrpc.newBlockingV2Stub(channel).withDeadlineAfter(CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void untilDone(Transfer transfer)
            throws StatusException, IOException, ArtifactTransferException, InterruptedException {
        try {
            var done = false;
            while (!done) {
                done = Retry.decorateCheckedSupplier(retry, transfer::advance).get();
            }
        } catch (StatusException
                | IOException
                | ArtifactTransferException
                | InterruptedException
                | RuntimeException
                | Error e) {
            // An interrupt during the wait between two tries comes back as the failure before it.
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while an artifact was on its way");
            }
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("The transfer throws nothing else", e);
        }
    }

    private static ArtifactTransferException failure(String what, StatusException e) {
        var status = e.getStatus();
        var reason = status.getDescription() == null ? "" : " (" + status.getDescription() + ")";
        return new ArtifactTransferException(what + ": "
                + switch (status.getCode()) {
                    case NOT_FOUND -> "the controller does not have it; store it there, then retry";
                    case DATA_LOSS -> "its digest differed at the controller; was it changed while it was read?";
                    case RESOURCE_EXHAUSTED -> "the controller has no room for it" + reason;
                    case UNAUTHENTICATED, PERMISSION_DENIED -> "the controller refused this host" + reason;
                    case UNAVAILABLE, DEADLINE_EXCEEDED -> "the controller could not be reached" + reason;
                    default -> "the controller answered " + status.getCode() + reason;
                }
                + ".");
    }
}
