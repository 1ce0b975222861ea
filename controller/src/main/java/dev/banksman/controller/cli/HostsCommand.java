package dev.banksman.controller.cli;

import picocli.CommandLine.Command;

@Command(
        name = "hosts",
        description =
                "List hosts, keep one out of new runs, upgrade their agents, or take back a host's right to connect."
                        + " Alone, it lists them.",
        subcommands = {
            HostsListCommand.class,
            HostsDrainCommand.class,
            HostsUpgradeCommand.class,
            HostsRevokeCommand.class
        })
final class HostsCommand extends OperatorCommands.Connected {

    @Override
    ExitCode ask(OperatorClient client) {
        return HostsListCommand.list(this, client);
    }
}
