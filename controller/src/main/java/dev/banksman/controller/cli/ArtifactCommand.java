package dev.banksman.controller.cli;

import picocli.CommandLine.Command;

@Command(
        name = "artifact",
        description = "Files by digest, which steps put onto hosts and collect from them. Alone, it lists them.",
        subcommands = {ArtifactListCommand.class, ArtifactPutCommand.class, ArtifactGetCommand.class})
final class ArtifactCommand extends OperatorCommands.Connected {

    @Override
    ExitCode ask(OperatorClient client) {
        return ArtifactListCommand.list(this, client, ArtifactListCommand.USUAL);
    }
}
