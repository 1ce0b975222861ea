package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Exec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * {@code exec}: a program with its arguments, a raw Windows command line, or a script. A command of its own, which
 * outlives the agent; judged by its exit code, then by what it printed.
 */
final class ExecAction implements ActionKind {

    private final HostTools tools;
    private final BooleanSupplier root;
    private final String searchPath = Objects.requireNonNullElse(System.getenv("PATH"), "");

    ExecAction(HostTools tools) {
        this(tools, RunAsAccount::isRoot);
    }

    /** @param root whether the agent may become any account; asked where a command runs as another */
    ExecAction(HostTools tools, BooleanSupplier root) {
        this.tools = tools;
        this.root = root;
    }

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.EXEC;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var exec = action.getExec();
        if (exec.hasRunAs()) {
            RunAsAccount.check(exec, tools.platform());
        }
        var start = start(exec, directory);
        var environment = environment(exec);
        Optional<Path> workingDirectory = exec.getCwd().isEmpty()
                ? Optional.empty()
                : Optional.of(Fields.absolutePath("exec.cwd", exec.getCwd()));
        var windowsAccount = exec.hasRunAs() && tools.platform() == Platform.WINDOWS
                ? Optional.of(RunAsAccount.onWindows(exec.getRunAs()))
                : Optional.<Work.Account>empty();
        var argv = exec.hasRunAs() && tools.platform() == Platform.LINUX
                ? RunAsAccount.onLinux(exec.getRunAs(), start.argv(), tools, root.getAsBoolean())
                : start.argv();
        return new Work.Command(
                argv,
                start.commandLine(),
                environment,
                Map.copyOf(exec.getSecretEnvMap()),
                workingDirectory,
                exec.getStdin(),
                // Nobody can tell what a program does: after a doubtful end a person or a probe decides.
                false,
                ExecEnding.of(exec),
                start.files(),
                Fields.charset("exec.output-encoding", exec.getOutputEncoding()),
                windowsAccount);
    }

    @Override
    public List<Foresight> foresee(Action action, Outlook outlook) throws InterruptedException {
        var exec = action.getExec();
        try {
            var program = start(exec, Path.of("/")).argv().get(0);
            return new ProgramForesight(tools, searchPath).of(exec, program, outlook);
        } catch (InvalidActionException e) {
            throw new IllegalArgumentException("Expected an action that can be prepared", e);
        }
    }

    private record Start(List<String> argv, Optional<String> commandLine, Map<String, String> files) {}

    private Start start(Exec exec, Path directory) throws InvalidActionException {
        var given = new ArrayList<String>();
        if (!exec.getProgram().isEmpty()) {
            given.add("program");
        }
        if (!exec.getCommandLine().isEmpty()) {
            given.add("command-line");
        }
        if (exec.hasScript()) {
            given.add("script");
        }
        if (given.size() != 1) {
            throw new InvalidActionException("exec: expected exactly one of program, command-line and script, found "
                    + (given.isEmpty() ? "none" : String.join(" and ", given)) + ".");
        }
        if (exec.getArgsCount() > 0 && exec.getProgram().isEmpty()) {
            throw new InvalidActionException(
                    "exec.args: expected together with program only, found with " + given.get(0) + ".");
        }
        if (exec.hasScript()) {
            var script = Script.of(exec.getScript(), tools, directory);
            return new Start(script.argv(), Optional.empty(), script.files());
        }
        if (!exec.getCommandLine().isEmpty()) {
            return rawLine(Fields.withoutNul("exec.command-line", exec.getCommandLine()));
        }
        var argv = new ArrayList<String>();
        // A plain name may be one of the platform's tools, for which this host has a command of its own.
        argv.addAll(tools.command(Fields.required("exec.program", exec.getProgram())));
        for (var argument : exec.getArgsList()) {
            argv.add(Fields.withoutNul("exec.args", argument));
        }
        return new Start(List.copyOf(argv), Optional.empty(), Map.of());
    }

    private Start rawLine(String line) throws InvalidActionException {
        if (tools.platform() != Platform.WINDOWS) {
            throw new InvalidActionException("exec.command-line: expected a Windows host, found Linux; "
                    + "use program and args, which work on both.");
        }
        return new Start(CommandLine.split(line), Optional.of(line), Map.of());
    }

    private static Map<String, String> environment(Exec exec) throws InvalidActionException {
        for (var variable : exec.getEnvMap().entrySet()) {
            checkName("exec.env", variable.getKey());
            Fields.withoutNul("exec.env." + variable.getKey(), variable.getValue());
        }
        for (var variable : exec.getSecretEnvMap().entrySet()) {
            checkName("exec.secret-env", variable.getKey());
            Fields.required("exec.secret-env." + variable.getKey(), variable.getValue());
            if (exec.containsEnv(variable.getKey())) {
                throw new InvalidActionException("exec: expected each environment variable once, found "
                        + variable.getKey() + " in env and in secret-env.");
            }
        }
        return Map.copyOf(exec.getEnvMap());
    }

    private static void checkName(String field, String name) throws InvalidActionException {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new InvalidActionException(
                    field + ": expected names of environment variables, found '" + name.replace('\0', '?') + "'.");
        }
    }
}
