package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.RevokeHostRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "revoke",
        description = "Refuse a host from now on: its certificates, its unused enrollment tokens, and its link if it is"
                + " connected. What it runs goes on, and nobody hears of it. It may enroll again with a new token.")
final class HostsRevokeCommand extends OperatorCommands.Connected {

    @Parameters(paramLabel = "HOST", description = "The host's name.")
    @SuppressWarnings("NullAway.Init")
    private String host;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; goes into the record.")
    @SuppressWarnings("NullAway.Init")
    private String reason;

    @Option(
            names = "--even-if-unknown",
            description = "Also a host that this controller does not know, as after a restore from a backup.")
    private boolean evenIfUnknown;

    @Override
    ExitCode ask(OperatorClient client) {
        var reply = client.call(api -> api.revokeHost(RevokeHostRequest.newBuilder()
                .setHost(host)
                .setReason(reason)
                .setEvenIfUnknown(evenIfUnknown)
                .build()));
        if (json()) {
            out().println(RunFollower.json(reply));
        } else {
            out().println("Revoked " + host + ": certificates issued up to " + Words.day(reply.getRevokedAt())
                    + " are refused. "
                    + (reply.getDisconnected() ? "Its link has been ended." : "It was not connected."));
        }
        return ExitCode.SUCCEEDED;
    }
}
