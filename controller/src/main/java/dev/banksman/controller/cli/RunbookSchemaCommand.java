package dev.banksman.controller.cli;

import dev.banksman.controller.runbook.RunbookSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "schema", description = "Print the JSON Schema of runbooks, for completion and checks in editors.")
final class RunbookSchemaCommand extends OperatorCommands.Base {

    @Option(names = "--fragment", description = "Of fragments, which runbooks include.")
    private boolean fragment;

    @Option(names = "--inventory", description = "Of inventories.")
    private boolean inventory;

    @Override
    ExitCode execute() {
        if (fragment && inventory) {
            throw new CommandFailure(ExitCode.REFUSED, "Expected one of --fragment and --inventory, found both.");
        }
        out().print(
                        fragment
                                ? RunbookSchema.fragmentJson()
                                : inventory ? RunbookSchema.inventoryJson() : RunbookSchema.json());
        return ExitCode.SUCCEEDED;
    }
}
