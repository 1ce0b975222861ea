package dev.banksman.agent.upgrade;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The program that started this agent and can start another version in its place.
 *
 * @param pid of its process
 * @param installed the version that lies where it lies
 * @param onTrial whether this version is on trial
 */
public record Starter(long pid, String installed, boolean onTrial) {

    /** What it said by system properties; empty where the agent was started by something else. */
    public static Optional<Starter> of(Function<String, @Nullable String> properties) {
        var pid = properties.apply("banksman.starter");
        var installed = properties.apply("banksman.installed");
        if (pid == null || installed == null || !pid.matches("[1-9][0-9]{0,9}") || installed.isEmpty()) {
            return Optional.empty();
        }
        var trial = properties.apply("banksman.trial");
        return Optional.of(new Starter(Long.parseLong(pid), installed, trial != null && !trial.isEmpty()));
    }

    /** Whether it is still there to start this agent again. */
    public boolean lives() {
        return ProcessHandle.current()
                .parent()
                .map(parent -> parent.pid() == pid)
                .orElse(false);
    }
}
