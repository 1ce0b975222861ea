package dev.banksman.controller.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** All commands that ask a controller, and how their failures are said. */
public final class OperatorCommands {

    private OperatorCommands() {}

    /** The commands, in the order in which help lists them. */
    public static List<Object> all() {
        return List.of(
                new PlanCommand(),
                new SimulateCommand(),
                new RunCommand(),
                new WatchCommand(),
                new DecideCommand(),
                RunDecisionCommand.pause(),
                RunDecisionCommand.resume(),
                RunDecisionCommand.abort(),
                new RunsCommand(),
                new TasksCommand(),
                new LogsCommand(),
                new HostsCommand(),
                new DoctorCommand(),
                new EnrollCommand(),
                new OperatorsCommand(),
                new ReportCommand(),
                new ArtifactCommand(),
                new AuditCommand(),
                new RunbooksCommand(),
                new WhoAmICommand(),
                new RunbookCommand());
    }

    /** Says a failure in one sentence and gives its exit code; anything unexpected is a fault, with its trace. */
    public static IExecutionExceptionHandler failures() {
        return (failure, command, result) -> {
            if (failure instanceof CommandFailure said) {
                command.getErr().println(command.getColorScheme().errorText(said.getMessage()));
                return said.exitCode().code();
            }
            if (failure instanceof FileSystemException file) {
                command.getErr().println("Cannot use the file " + file.getFile() + ": " + why(file) + ".");
                return ExitCode.REFUSED.code();
            }
            if (failure instanceof InterruptedException) {
                return ExitCode.INTERRUPTED.code();
            }
            command.getErr().println("A fault in Banksman; please report it with what follows.");
            failure.printStackTrace(command.getErr());
            return ExitCode.FAULT.code();
        };
    }

    private static String why(FileSystemException failure) {
        return switch (failure) {
            case NoSuchFileException absent -> "there is no such file or folder";
            case AccessDeniedException denied -> "you may not";
            default -> failure.getReason() == null ? failure.getClass().getSimpleName() : failure.getReason();
        };
    }

    /** Lines for the foot of the help: the exit codes. */
    public static String[] exitCodeLines() {
        return Stream.of(ExitCode.values())
                .map(code -> String.format("  %d  %s", code.code(), code.meaning()))
                .toArray(String[]::new);
    }

    /** What every command has: where it prints, and who it is. */
    @Command(mixinStandardHelpOptions = true)
    abstract static class Base implements java.util.concurrent.Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public final Integer call() throws Exception {
            var code = execute();
            return out().checkError() ? ExitCode.OUTPUT_CLOSED.code() : code.code();
        }

        abstract ExitCode execute() throws Exception;

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        PrintWriter err() {
            return spec.commandLine().getErr();
        }

        CommandLine commandLine() {
            return spec.commandLine();
        }
    }

    /** A command that talks to a controller. */
    abstract static class Connected extends Base {

        @CommandLine.ArgGroup(exclusive = false, heading = "%nController:%n")
        private @Nullable ConnectionOptions connection = new ConnectionOptions();

        @Option(names = "--json", description = "Print JSON in place of text.")
        private boolean json;

        @Override
        final ExitCode execute() throws Exception {
            var options = connection == null ? new ConnectionOptions() : connection;
            try (var client = options.open()) {
                return ask(client);
            }
        }

        abstract ExitCode ask(OperatorClient client) throws Exception;

        boolean json() {
            return json;
        }
    }
}
