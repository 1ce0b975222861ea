package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.ListHostsRequest;
import picocli.CommandLine.Command;

@Command(name = "list", description = "List hosts: whether their agents are connected, and what they are busy with.")
final class HostsListCommand extends OperatorCommands.Connected {

    @Override
    ExitCode ask(OperatorClient client) {
        return list(this, client);
    }

    /** Lists them for this command or the one above it. */
    static ExitCode list(OperatorCommands.Connected command, OperatorClient client) {
        var reply = client.call(api -> api.listHosts(ListHostsRequest.getDefaultInstance()));
        if (command.json()) {
            command.out().println(RunFollower.json(reply));
            return ExitCode.SUCCEEDED;
        }
        var table = new Table("HOST", "AGENT", "LAST SEEN", "VERSION", "SYSTEM", "RUNNING", "RUN", "DRAINED");
        for (var host : reply.getHostsList()) {
            table.row(
                    host.getHost(),
                    host.getConnected() ? "connected" : "away",
                    Words.day(host.getLastSeen()),
                    host.getAgentVersion().isEmpty() ? "-" : host.getAgentVersion(),
                    host.getFacts().getOs().isEmpty() ? "-" : host.getFacts().getOs(),
                    String.valueOf(host.getRunning()),
                    host.getRun().isEmpty() ? "-" : host.getRun(),
                    host.hasDrain() ? host.getDrain().getReason() : "-");
        }
        table.print(command.out());
        return ExitCode.SUCCEEDED;
    }
}
