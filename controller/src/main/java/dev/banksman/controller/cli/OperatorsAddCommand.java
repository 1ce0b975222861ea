package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.CreateOperatorRequest;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        description = "Make an operator. Its token is shown this once; with --out it goes to a file instead.")
final class OperatorsAddCommand extends OperatorCommands.Connected {

    @Parameters(paramLabel = "NAME", description = "Goes into the journal with every decision.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            required = true,
            split = ",",
            description = "viewer, operator, approver or admin. May be given several times.")
    @SuppressWarnings("NullAway.Init")
    private List<String> roles;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the token to a file only you can read.")
    private @Nullable Path file;

    @Override
    ExitCode ask(OperatorClient client) {
        if (file == null) {
            var reply = client.call(api -> api.createOperator(request()));
            out().println(json() ? RunFollower.json(reply) : reply.getToken());
            err().println("The token of " + name + ", shown this once. Keep it in a file that only " + name
                    + " can read, and name that with --token-file.");
            return ExitCode.SUCCEEDED;
        }
        // The file comes first: a token that cannot be kept is lost.
        try (var secret = SecretFile.prepare(file)) {
            var reply = client.call(api -> api.createOperator(request()));
            secret.write(reply.getToken());
        }
        out().println("Token of " + name + " in " + file + ".");
        return ExitCode.SUCCEEDED;
    }

    private CreateOperatorRequest request() {
        return CreateOperatorRequest.newBuilder()
                .setName(name)
                .addAllRoles(roles)
                .build();
    }
}
