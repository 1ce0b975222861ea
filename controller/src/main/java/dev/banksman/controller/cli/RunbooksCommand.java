package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.ListRunbooksRequest;
import picocli.CommandLine.Command;

@Command(
        name = "runbooks",
        description = "List the runbooks that the controller has ready.",
        subcommands = {RunbooksGetCommand.class, RunbooksCheckCommand.class})
final class RunbooksCommand extends OperatorCommands.Connected {

    @Override
    ExitCode ask(OperatorClient client) {
        var reply = client.call(api -> api.listRunbooks(ListRunbooksRequest.getDefaultInstance()));
        if (json()) {
            out().println(RunFollower.json(reply));
            return ExitCode.SUCCEEDED;
        }
        var table = new Table("RUNBOOK", "VERSION", "TITLE", "PARAMETERS");
        for (var runbook : reply.getRunbooksList()) {
            var required = runbook.getParametersList().stream()
                    .filter(parameter -> parameter.getRequired())
                    .count();
            table.row(
                    runbook.getName(),
                    runbook.getVersion().isEmpty() ? "-" : runbook.getVersion(),
                    runbook.getProblemsCount() == 0
                            ? runbook.getTitle()
                            : "cannot be read: "
                                    + Words.cut(runbook.getProblems(0).getText(), 120),
                    runbook.getParametersCount() + " (" + required + " to be given)");
        }
        table.print(out());
        return ExitCode.SUCCEEDED;
    }
}
