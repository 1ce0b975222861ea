package dev.banksman.controller.cli;

import picocli.CommandLine.Command;

@Command(
        name = "operators",
        description = "List, add and remove operators and their tokens. Alone, it lists them.",
        subcommands = {OperatorsListCommand.class, OperatorsAddCommand.class, OperatorsRemoveCommand.class})
final class OperatorsCommand extends OperatorCommands.Connected {

    @Override
    ExitCode ask(OperatorClient client) {
        return OperatorsListCommand.list(this, client);
    }
}
