package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.DrainHostRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "drain", description = "Keep a host out of new runs that change something. A run that has it goes on.")
final class HostsDrainCommand extends OperatorCommands.Connected {

    @Parameters(paramLabel = "HOST", description = "The host's name.")
    @SuppressWarnings("NullAway.Init")
    private String host;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; others are told.")
    @SuppressWarnings("NullAway.Init")
    private String reason;

    @Option(names = "--end", description = "Let it in again.")
    private boolean end;

    @Override
    ExitCode ask(OperatorClient client) {
        var reply = client.call(api -> api.drainHost(DrainHostRequest.newBuilder()
                .setHost(host)
                .setDrained(!end)
                .setReason(reason)
                .build()));
        if (json()) {
            out().println(RunFollower.json(reply));
        } else if (end) {
            out().println(host + " takes part in new runs again.");
        } else {
            out().println(host + " takes part in no new run that changes something, from "
                    + Words.day(reply.getDrain().getSince()) + " on."
                    + (reply.getRun().isEmpty() ? "" : " Run " + reply.getRun() + " has it and goes on."));
        }
        return ExitCode.SUCCEEDED;
    }
}
