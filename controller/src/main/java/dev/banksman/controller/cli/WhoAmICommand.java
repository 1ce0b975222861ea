package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.WhoAmIRequest;
import picocli.CommandLine.Command;

@Command(
        name = "whoami",
        description = "Who your token belongs to, what its roles are, and the controller's version. Also the way to see"
                + " that one can connect at all.")
final class WhoAmICommand extends OperatorCommands.Connected {

    @Override
    ExitCode ask(OperatorClient client) {
        var reply = client.call(api -> api.whoAmI(WhoAmIRequest.getDefaultInstance()));
        out().println(
                        json()
                                ? RunFollower.json(reply)
                                : reply.getName() + " (" + String.join(", ", reply.getRolesList()) + "), controller "
                                        + reply.getControllerVersion());
        return ExitCode.SUCCEEDED;
    }
}
