package dev.banksman.controller.artifact;

import dev.banksman.common.Digest;
import dev.banksman.controller.artifact.ArtifactException.Reason;
import dev.banksman.controller.telemetry.Metric;
import dev.banksman.proto.agent.v1.ArtifactsGrpc;
import dev.banksman.proto.agent.v1.FetchChunk;
import dev.banksman.proto.agent.v1.FetchRequest;
import dev.banksman.proto.agent.v1.ProgressReply;
import dev.banksman.proto.agent.v1.ProgressRequest;
import dev.banksman.proto.agent.v1.StoreChunk;
import dev.banksman.proto.agent.v1.StoreReply;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves artifacts between the store and agents. Any enrolled agent may fetch any artifact whose digest it knows. Handlers
 * block on the disk, so they run on threads that may. A fetch reads ahead no further than the receiver takes; an upload
 * asks for the next chunk when the last is written.
 */
public final class ArtifactService extends ArtifactsGrpc.ArtifactsImplBase {

    private static final Logger log = LoggerFactory.getLogger(ArtifactService.class);

    private final ArtifactStore store;
    private final MeterRegistry metrics;

    public ArtifactService(ArtifactStore store, MeterRegistry metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    @Override
    public void fetch(FetchRequest request, StreamObserver<FetchChunk> response) {
        try {
            var content = store.read(digestOf(request.getDigest()));
            if (request.getOffset() < 0 || request.getOffset() > content.size()) {
                content.close();
                throw new ArtifactException(
                        Reason.WRONG_OFFSET,
                        "Expected an offset within the artifact's size, found " + request.getOffset() + ".");
            }
            var sent = Metric.ARTIFACTS_BYTES.counter(metrics, "out");
            new ArtifactFetch(content, request.getOffset(), (ServerCallStreamObserver<FetchChunk>) response, sent)
                    .begin();
        } catch (ArtifactException e) {
            response.onError(statusOf(e));
        } catch (IOException e) {
            response.onError(failed("read", e));
        }
    }

    @Override
    public void progress(ProgressRequest request, StreamObserver<ProgressReply> response) {
        try {
            var digest = digestOf(request.getDigest());
            response.onNext(ProgressReply.newBuilder()
                    .setComplete(store.size(digest).isPresent())
                    .setOffset(store.progress(digest))
                    .build());
            response.onCompleted();
        } catch (ArtifactException e) {
            response.onError(statusOf(e));
        } catch (IOException e) {
            response.onError(failed("read", e));
        }
    }

    @Override
    public StreamObserver<StoreChunk> store(StreamObserver<StoreReply> response) {
        return new ArtifactUpload(this, store, response, Metric.ARTIFACTS_BYTES.counter(metrics, "in"));
    }

    StatusRuntimeException rejected(ArtifactException e) {
        Metric.ARTIFACTS_REJECTED.counter(metrics, e.reason().word()).increment();
        log.warn("Rejected an artifact: {}", e.explanation());
        return statusOf(e);
    }

    static StatusRuntimeException failed(String what, IOException e) {
        log.error("An artifact could not be {}", what, e);
        return Status.UNAVAILABLE
                .withDescription("The controller's store failed; its log says why. Try again later.")
                .asRuntimeException();
    }

    static Digest digestOf(String name) throws ArtifactException {
        try {
            return new Digest(name);
        } catch (IllegalArgumentException e) {
            throw new ArtifactException(
                    Reason.INVALID, "Expected a digest: sha256: and 64 lower-case hexadecimal digits.");
        }
    }

    static StatusRuntimeException statusOf(ArtifactException e) {
        var status = switch (e.reason()) {
            case NOT_FOUND -> Status.NOT_FOUND;
            case WRONG_OFFSET -> Status.OUT_OF_RANGE;
            case DIGEST_DIFFERS -> Status.DATA_LOSS;
            case TOO_LARGE, NO_ROOM -> Status.RESOURCE_EXHAUSTED;
            case REPLACED -> Status.ABORTED;
            case INVALID -> Status.INVALID_ARGUMENT;
        };
        return status.withDescription(e.explanation()).asRuntimeException();
    }
}
