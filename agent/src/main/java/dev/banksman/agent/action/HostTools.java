package dev.banksman.agent.action;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The platform's own tools as configured for this host. A tool is a command prefix, so that a test, a lab or another
 * implementation can stand in for the real one.
 */
public record HostTools(Platform platform, Map<String, List<String>> commands, Path bootId) {

    public enum Platform {
        LINUX,
        WINDOWS
    }

    /** The configured command of a tool such as {@code sc}, {@code msiexec}, {@code systemctl}; else its plain name. */
    public List<String> command(String tool) {
        return commands.getOrDefault(tool, List.of(tool));
    }
}
