package dev.banksman.agent.supervise;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The real processes of a Linux host. */
public final class SystemHostProcesses implements HostProcesses {

    @Override
    public Path table() {
        return Path.of("/proc");
    }

    @Override
    public long self() {
        return ProcessHandle.current().pid();
    }

    @Override
    public Started start(List<String> command, Map<String, String> environment, Path log, Runnable ended)
            throws IOException {
        var inOwnSession = new ArrayList<>(List.of("setsid"));
        inOwnSession.addAll(command);
        var builder = new ProcessBuilder(inOwnSession)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("BANKSMAN_"));
        builder.environment().putAll(environment);
        var process = start(builder, command);
        var unused = process.onExit().thenRun(ended);
        return process::isAlive;
    }

    private static Process start(ProcessBuilder builder, List<String> command) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            // A host without setsid; the shim makes do with the agent's session.
            return builder.command(command).start();
        }
    }

    @Override
    public void signal(long pid, BooleanSupplier still, boolean byForce) {
        // The handle remembers its process: if the pid changes hands after the question, the signal is not sent.
        ProcessHandle.of(pid).filter(handle -> still.getAsBoolean()).ifPresent(handle -> {
            if (byForce) {
                handle.destroyForcibly();
            } else {
                handle.destroy();
            }
        });
    }
}
