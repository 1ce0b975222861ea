package dev.banksman.controller;

import dev.banksman.controller.cli.OperatorCommands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of the controller and of the command line. */
@Command(
        name = "banksman",
        description = "Directs multi-machine upgrades.",
        mixinStandardHelpOptions = true,
        versionProvider = Banksman.Version.class,
        subcommands = {ControllerCommand.class, AutoComplete.GenerateCompletion.class})
public final class Banksman implements Runnable {

    @Spec
    private CommandSpec spec;

    private Banksman() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new Banksman());
        OperatorCommands.all().forEach(line::addSubcommand);
        line.setExecutionExceptionHandler(OperatorCommands.failures());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        var footer = new ArrayList<>(List.of("", "Exit codes:"));
        footer.addAll(Arrays.asList(OperatorCommands.exitCodeLines()));
        line.getCommandSpec().usageMessage().footer(footer.toArray(String[]::new));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Expected a command, found none.");
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Banksman.class.getPackage().getImplementationVersion();
            return new String[] {"banksman " + (version == null ? "(not packaged)" : version)};
        }
    }
}
