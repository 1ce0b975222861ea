package dev.banksman.controller.cli;

import dev.banksman.common.Digest;
import dev.banksman.proto.operator.v1.GetArtifactRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Fetch an artifact into a file, and check that it is what its digest says.")
final class ArtifactGetCommand extends OperatorCommands.Connected {

    @Parameters(paramLabel = "DIGEST", description = "sha256: and 64 digits, as 'banksman artifact list' shows it.")
    @SuppressWarnings("NullAway.Init")
    private String digest;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FILE",
            description = "Where to. A file that is there is not replaced.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Override
    ExitCode ask(OperatorClient client) throws IOException {
        if (Files.exists(file)) {
            throw new CommandFailure(ExitCode.REFUSED, file + ": expected the name of a new file, found one.");
        }
        var partial = Files.createTempFile(file.toAbsolutePath().getParent(), ".artifact", ".part");
        try {
            fetch(client, partial);
            var found = Digest.of(partial).name();
            if (!found.equals(digest)) {
                throw new CommandFailure(
                        ExitCode.FAULT, "Expected content with the digest " + digest + ", found " + found + ".");
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
        err().println("Wrote " + file + ", " + Files.size(file) + " bytes.");
        return ExitCode.SUCCEEDED;
    }

    private void fetch(OperatorClient client, Path partial) throws IOException {
        try (var out = Files.newOutputStream(partial)) {
            var pieces = client.streams()
                    .getArtifact(
                            GetArtifactRequest.newBuilder().setDigest(digest).build());
            while (pieces.hasNext()) {
                pieces.next().getData().writeTo(out);
            }
        } catch (StatusRuntimeException e) {
            throw client.failure(e);
        }
    }
}
