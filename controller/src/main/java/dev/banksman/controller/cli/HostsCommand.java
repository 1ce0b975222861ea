package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.ListHostsRequest;
import picocli.CommandLine.Command;

@Command(name = "hosts", description = "List hosts: whether their agents are connected, and what they are busy with.")
final class HostsCommand extends OperatorCommands.Connected {

    @Override
    ExitCode ask(OperatorClient client) {
        var reply = client.call(api -> api.listHosts(ListHostsRequest.getDefaultInstance()));
        if (json()) {
            out().println(RunFollower.json(reply));
            return ExitCode.SUCCEEDED;
        }
        var table = new Table("HOST", "AGENT", "LAST SEEN", "VERSION", "SYSTEM", "RUNNING", "RUN");
        for (var host : reply.getHostsList()) {
            table.row(
                    host.getHost(),
                    host.getConnected() ? "connected" : "away",
                    Words.day(host.getLastSeen()),
                    host.getAgentVersion().isEmpty() ? "-" : host.getAgentVersion(),
                    host.getFacts().getOs().isEmpty() ? "-" : host.getFacts().getOs(),
                    String.valueOf(host.getRunning()),
                    host.getRun().isEmpty() ? "-" : host.getRun());
        }
        table.print(out());
        return ExitCode.SUCCEEDED;
    }
}
