package dev.banksman.controller.operator;

import com.google.protobuf.ByteString;
import dev.banksman.common.Digest;
import dev.banksman.controller.artifact.ArtifactException;
import dev.banksman.controller.artifact.ArtifactStore;
import dev.banksman.proto.operator.v1.Artifact;
import dev.banksman.proto.operator.v1.GetArtifactReply;
import dev.banksman.proto.operator.v1.GetArtifactRequest;
import dev.banksman.proto.operator.v1.ListArtifactsReply;
import dev.banksman.proto.operator.v1.ListArtifactsRequest;
import io.grpc.Status;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Answers what concerns artifacts, but for taking them in. */
final class ArtifactCalls {

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1_000;
    private static final int PIECE = 256 << 10;

    private final Backend backend;

    ArtifactCalls(Backend backend) {
        this.backend = backend;
    }

    ListArtifactsReply list(ListArtifactsRequest request) throws IOException {
        var page = Page.of(request.getPageSize(), request.getPageToken(), DEFAULT_PAGE, MAX_PAGE);
        var all = backend.artifacts().list();
        var reply = ListArtifactsReply.newBuilder();
        all.stream().skip(page.from()).limit(page.size()).forEach(stored -> reply.addArtifacts(message(stored)));
        return reply.setNextPageToken(page.next(all.size())).build();
    }

    static Artifact message(ArtifactStore.Stored stored) {
        return Artifact.newBuilder()
                .setDigest(stored.digest().name())
                .setSize(stored.size())
                .setStoredAt(Messages.timestamp(stored.at()))
                .build();
    }

    void get(GetArtifactRequest request, PacedSender<GetArtifactReply> sender)
            throws IOException, InterruptedException {
        if (request.getOffset() < 0) {
            throw new IllegalArgumentException("offset: expected 0 or more, found " + request.getOffset() + ".");
        }
        try (var file = backend.artifacts().read(new Digest(request.getDigest()))) {
            var size = file.size();
            var offset = request.getOffset();
            while (offset < size) {
                var piece = ByteBuffer.allocate((int) Math.min(PIECE, size - offset));
                while (piece.hasRemaining() && file.read(piece, offset + piece.position()) >= 0) {
                    // Until the piece is full.
                }
                piece.flip();
                var next = offset + piece.remaining();
                if (!sender.send(GetArtifactReply.newBuilder()
                        .setData(ByteString.copyFrom(piece))
                        .setOffset(offset)
                        .setNextOffset(next)
                        .setSize(size)
                        .build())) {
                    return;
                }
                offset = next;
            }
        } catch (ArtifactException e) {
            throw status(e).asRuntimeException();
        }
    }

    /** How a refusal of the store is told. */
    static Status status(ArtifactException refusal) {
        var status = switch (refusal.reason()) {
            case NOT_FOUND -> Status.NOT_FOUND;
            case WRONG_OFFSET, DIGEST_DIFFERS, TOO_LARGE, INVALID -> Status.INVALID_ARGUMENT;
            case NO_ROOM -> Status.RESOURCE_EXHAUSTED;
            case REPLACED -> Status.ABORTED;
        };
        return status.withDescription(refusal.explanation());
    }
}
