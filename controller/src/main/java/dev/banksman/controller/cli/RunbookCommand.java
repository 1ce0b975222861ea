package dev.banksman.controller.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "runbook",
        mixinStandardHelpOptions = true,
        description = "Work on runbooks; needs no controller.",
        subcommands = {RunbookValidateCommand.class, RunbookSchemaCommand.class})
final class RunbookCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Expected one of " + String.join(", ", spec.subcommands().keySet()) + "; found none.");
    }
}
