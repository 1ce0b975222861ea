package dev.banksman.controller.cli;

import com.google.protobuf.Duration;
import dev.banksman.proto.operator.v1.CreateEnrollmentTokenReply;
import dev.banksman.proto.operator.v1.CreateEnrollmentTokenRequest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "enroll",
        description = "Make a token with which one host can enroll, once. Give it to 'banksman-agent enroll' there.")
final class EnrollCommand extends OperatorCommands.Connected {

    private static final long MAX_MINUTES = 7 * 24 * 60;

    @Parameters(paramLabel = "HOST", description = "The host's name, as inventories will call it.")
    @SuppressWarnings("NullAway.Init")
    private String host;

    @Option(
            names = "--valid-minutes",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long the token is good. Default: 60.")
    private long minutes;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the token to a file only you can read.")
    private @Nullable Path file;

    @Override
    ExitCode ask(OperatorClient client) {
        if (minutes < 1 || minutes > MAX_MINUTES) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "--valid-minutes: expected 1 to " + MAX_MINUTES + " (seven days), found " + minutes + ".");
        }
        if (file != null) {
            try (var secret = SecretFile.prepare(file)) {
                var reply = token(client);
                secret.write(reply.getToken());
                out().println("Token for " + host + " in " + file + ", good until " + Words.day(reply.getExpiresAt())
                        + ".");
            }
            return ExitCode.SUCCEEDED;
        }
        var reply = token(client);
        if (json()) {
            out().println(RunFollower.json(reply));
        } else {
            out().println(reply.getToken());
            err().println("Good once, for " + host + ", until " + Words.day(reply.getExpiresAt()) + ". On the host:");
            err().println("  banksman-agent enroll --controller HOST:PORT --token-stdin --dir DIR --name " + host);
        }
        return ExitCode.SUCCEEDED;
    }

    private CreateEnrollmentTokenReply token(OperatorClient client) {
        return client.call(api -> api.createEnrollmentToken(CreateEnrollmentTokenRequest.newBuilder()
                .setHost(host)
                .setValidFor(Duration.newBuilder().setSeconds(minutes * 60))
                .build()));
    }
}
