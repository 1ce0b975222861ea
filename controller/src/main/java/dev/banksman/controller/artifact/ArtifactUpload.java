package dev.banksman.controller.artifact;

import dev.banksman.common.Digest;
import dev.banksman.proto.agent.v1.StoreChunk;
import dev.banksman.proto.agent.v1.StoreReply;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One artifact on its way in. Callbacks come one at a time; a lost connection leaves what arrived for the next. */
final class ArtifactUpload implements StreamObserver<StoreChunk> {

    private static final Logger log = LoggerFactory.getLogger(ArtifactUpload.class);

    private final ArtifactService service;
    private final ArtifactStore store;
    private final StreamObserver<StoreReply> response;
    private final Counter received;
    private @Nullable Upload upload;
    private boolean done;

    ArtifactUpload(
            ArtifactService service, ArtifactStore store, StreamObserver<StoreReply> response, Counter received) {
        this.service = service;
        this.store = store;
        this.response = response;
        this.received = received;
    }

    @Override
    public void onNext(StoreChunk chunk) {
        if (done) {
            return;
        }
        try {
            take(chunk);
        } catch (ArtifactException e) {
            end();
            response.onError(service.rejected(e));
        } catch (IOException e) {
            end();
            response.onError(ArtifactService.failed("stored", e));
        }
    }

    @Override
    public void onCompleted() {
        if (done) {
            return;
        }
        try {
            var finishing = upload;
            if (finishing == null) {
                throw new ArtifactException(ArtifactException.Reason.INVALID, "Expected at least one chunk.");
            }
            finishing.finish();
            end();
            reply(finishing.digest());
        } catch (ArtifactException e) {
            end();
            response.onError(service.rejected(e));
        } catch (IOException e) {
            end();
            response.onError(ArtifactService.failed("stored", e));
        }
    }

    @Override
    public void onError(Throwable cause) {
        end();
    }

    private void take(StoreChunk chunk) throws IOException, ArtifactException {
        var current = upload;
        if (current == null) {
            var digest = ArtifactService.digestOf(chunk.getDigest());
            if (store.size(digest).isPresent()) {
                end();
                reply(digest);
                return;
            }
            current = store.upload(digest, chunk.getSize());
            upload = current;
            current.seek(chunk.getOffset());
        } else if (chunk.getOffset() != current.position()) {
            throw new ArtifactException(
                    ArtifactException.Reason.WRONG_OFFSET,
                    "Expected a chunk at " + current.position() + ", found " + chunk.getOffset() + ".");
        }
        var data = chunk.getData().toByteArray();
        current.append(data, data.length);
        received.increment(data.length);
    }

    private void reply(Digest digest) throws IOException {
        response.onNext(StoreReply.newBuilder()
                .setDigest(digest.name())
                .setSize(store.size(digest).orElseThrow())
                .build());
        response.onCompleted();
    }

    private void end() {
        done = true;
        if (upload != null) {
            try {
                upload.close();
            } catch (IOException e) {
                log.warn("An upload could not be closed", e);
            }
        }
    }
}
