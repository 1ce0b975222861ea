package dev.banksman.controller.operator;

import dev.banksman.controller.artifact.Arrival;
import dev.banksman.controller.artifact.ArtifactException;
import dev.banksman.controller.artifact.ArtifactStore;
import dev.banksman.controller.identity.Operator;
import dev.banksman.proto.operator.v1.Artifact;
import dev.banksman.proto.operator.v1.StoreArtifactReply;
import dev.banksman.proto.operator.v1.StoreArtifactRequest;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in an artifact piece by piece. Called by one thread at a time; whatever happens, no half of it stays. */
final class ArtifactIntake implements StreamObserver<StoreArtifactRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(ArtifactIntake.class);

    private final Operator by;
    private final StreamObserver<StoreArtifactReply> response;
    private final InstantSource clock;
    private final Arrival arrival;
    private String expected = "";
    private boolean over;

    ArtifactIntake(
            Operator by, ArtifactStore artifacts, StreamObserver<StoreArtifactReply> response, InstantSource clock)
            throws IOException {
        this.by = by;
        this.response = response;
        this.clock = clock;
        this.arrival = artifacts.arrival();
    }

    @Override
    public void onNext(StoreArtifactRequest piece) {
        if (over) {
            return;
        }
        try {
            if (!piece.getExpectedDigest().isEmpty()) {
                expected = piece.getExpectedDigest();
            }
            for (ByteBuffer data : piece.getData().asReadOnlyByteBufferList()) {
                arrival.append(data);
            }
        } catch (IOException | ArtifactException | RuntimeException e) {
            fail(e);
        }
    }

    @Override
    public void onCompleted() {
        if (over) {
            return;
        }
        try {
            var arrived = arrival.finish(expected);
            LOG.info("Operator {} has stored the artifact {} ({} bytes)", by.name(), arrived.digest(), arrived.size());
            end();
            response.onNext(StoreArtifactReply.newBuilder()
                    .setArtifact(Artifact.newBuilder()
                            .setDigest(arrived.digest().name())
                            .setSize(arrived.size())
                            .setStoredAt(Messages.timestamp(clock.instant())))
                    .setAlready(arrived.already())
                    .build());
            response.onCompleted();
        } catch (IOException | ArtifactException | RuntimeException e) {
            fail(e);
        }
    }

    /** The caller has left. */
    @Override
    public void onError(Throwable cause) {
        end();
    }

    private void fail(Exception failure) {
        if (!over) {
            end();
            response.onError(
                    failure instanceof ArtifactException refusal
                            ? ArtifactCalls.status(refusal).asRuntimeException()
                            : Failures.status(failure));
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        try {
            arrival.close();
        } catch (IOException e) {
            LOG.warn("What had arrived of an artifact could not be removed; the next start removes it", e);
        }
    }
}
