package dev.banksman.controller.cli;

import com.google.protobuf.ByteString;
import dev.banksman.common.Digest;
import dev.banksman.proto.operator.v1.StoreArtifactReply;
import dev.banksman.proto.operator.v1.StoreArtifactRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "put", description = "Store a file, and print the digest by which runbooks name it.")
final class ArtifactPutCommand extends OperatorCommands.Connected {

    private static final int PIECE_BYTES = 1 << 20;

    @Parameters(paramLabel = "FILE", description = "The file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Override
    ExitCode ask(OperatorClient client) throws IOException, InterruptedException {
        var reply = store(client, Digest.of(file));
        if (json()) {
            out().println(RunFollower.json(reply));
        } else {
            out().println(reply.getArtifact().getDigest());
            err().println((reply.getAlready() ? "It was here already: " : "Stored: ")
                    + reply.getArtifact().getSize() + " bytes.");
        }
        return ExitCode.SUCCEEDED;
    }

    /** The digest is said first, so that what is damaged on its way is turned away. */
    private StoreArtifactReply store(OperatorClient client, Digest digest) throws IOException, InterruptedException {
        try (var in = Files.newInputStream(file)) {
            var call = client.storeArtifact();
            var open = call.write(StoreArtifactRequest.newBuilder()
                    .setExpectedDigest(digest.name())
                    .build());
            for (var piece = in.readNBytes(PIECE_BYTES); open && piece.length > 0; piece = in.readNBytes(PIECE_BYTES)) {
                open = call.write(StoreArtifactRequest.newBuilder()
                        .setData(ByteString.copyFrom(piece))
                        .build());
            }
            call.halfClose();
            var reply = call.read();
            if (reply == null) {
                throw Status.INTERNAL
                        .withDescription("expected an answer, found none")
                        .asException();
            }
            return Printable.message(reply);
        } catch (StatusException e) {
            throw client.failure(e.getStatus().withCause(e).asRuntimeException());
        }
    }
}
