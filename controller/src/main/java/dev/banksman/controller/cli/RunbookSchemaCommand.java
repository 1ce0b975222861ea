package dev.banksman.controller.cli;

import dev.banksman.controller.runbook.RunbookSchema;
import picocli.CommandLine.Command;

@Command(name = "schema", description = "Print the JSON Schema of runbooks, for completion and checks in editors.")
final class RunbookSchemaCommand extends OperatorCommands.Base {

    @Override
    ExitCode execute() {
        out().print(RunbookSchema.json());
        return ExitCode.SUCCEEDED;
    }
}
