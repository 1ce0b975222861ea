package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.ListOperatorsRequest;
import picocli.CommandLine.Command;

@Command(name = "list", description = "List the operators and their roles.")
final class OperatorsListCommand extends OperatorCommands.Connected {

    @Override
    ExitCode ask(OperatorClient client) {
        return list(this, client);
    }

    /** Lists them for this command or the one above it. */
    static ExitCode list(OperatorCommands.Connected command, OperatorClient client) {
        var reply = client.call(api -> api.listOperators(ListOperatorsRequest.getDefaultInstance()));
        if (command.json()) {
            command.out().println(RunFollower.json(reply));
            return ExitCode.SUCCEEDED;
        }
        var table = new Table("OPERATOR", "ROLES");
        reply.getOperatorsList()
                .forEach(operator -> table.row(operator.getName(), String.join(", ", operator.getRolesList())));
        table.print(command.out());
        return ExitCode.SUCCEEDED;
    }
}
