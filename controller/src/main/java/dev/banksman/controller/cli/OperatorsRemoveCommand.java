package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.RemoveOperatorRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "remove", description = "Take an operator's token back, at once. What was decided stays decided.")
final class OperatorsRemoveCommand extends OperatorCommands.Connected {

    @Parameters(paramLabel = "NAME", description = "The operator's name.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Override
    ExitCode ask(OperatorClient client) {
        var reply = client.call(api -> api.removeOperator(
                RemoveOperatorRequest.newBuilder().setName(name).build()));
        out().println(json() ? RunFollower.json(reply) : "Removed " + name + ".");
        return ExitCode.SUCCEEDED;
    }
}
