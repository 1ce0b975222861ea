package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.ListArtifactsRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List the artifacts that are here, newest first.")
final class ArtifactListCommand extends OperatorCommands.Connected {

    static final int USUAL = 100;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "" + USUAL, description = "How many. Default: 100.")
    private int limit;

    @Override
    ExitCode ask(OperatorClient client) {
        return list(this, client, limit);
    }

    /** Lists them for this command or the one above it. */
    static ExitCode list(OperatorCommands.Connected command, OperatorClient client, int limit) {
        var reply = client.call(api -> api.listArtifacts(
                ListArtifactsRequest.newBuilder().setPageSize(limit).build()));
        if (command.json()) {
            command.out().println(RunFollower.json(reply));
            return ExitCode.SUCCEEDED;
        }
        var table = new Table("DIGEST", "BYTES", "STORED");
        reply.getArtifactsList()
                .forEach(artifact -> table.row(
                        artifact.getDigest(), String.valueOf(artifact.getSize()), Words.day(artifact.getStoredAt())));
        table.print(command.out());
        return ExitCode.SUCCEEDED;
    }
}
