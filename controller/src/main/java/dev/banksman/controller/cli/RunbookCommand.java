package dev.banksman.controller.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "runbook",
        mixinStandardHelpOptions = true,
        description = "Write, check and read runbooks; needs no controller.",
        subcommands = {
            RunbookNewCommand.class,
            RunbookValidateCommand.class,
            RunbookExplainCommand.class,
            RunbookGraphCommand.class,
            RunbookCoverageCommand.class,
            RunbookSchemaCommand.class
        })
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
