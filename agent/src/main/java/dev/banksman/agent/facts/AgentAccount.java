package dev.banksman.agent.facts;

import dev.banksman.agent.action.HostTools;
import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.agent.action.ToolCall;
import dev.banksman.agent.action.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The account that the agent runs as.
 *
 * @param elevated whether it may do on this host what an administrator may (Windows: with the integrity level of one;
 *     Linux: root); empty when that cannot be told
 */
public record AgentAccount(String name, Optional<Boolean> elevated) {

    private static final Path SELF = Path.of("/proc/self");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** Integrity levels of Windows: high and system. */
    private static final List<String> ELEVATED = List.of("S-1-16-12288", "S-1-16-16384");

    public static AgentAccount read(HostTools tools, String name) throws InterruptedException {
        return new AgentAccount(name, tools.platform() == Platform.WINDOWS ? onWindows(tools) : onLinux());
    }

    private static Optional<Boolean> onLinux() {
        try {
            return Optional.of(Integer.valueOf(0).equals(Files.getAttribute(SELF, "unix:uid")));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> onWindows(HostTools tools) throws InterruptedException {
        try {
            var answer = ToolCall.run(tools, "whoami", List.of("/groups", "/fo", "csv"), LIMIT);
            return answer.exitCode() == 0 && answer.stdout().contains("S-1-16-")
                    ? Optional.of(ELEVATED.stream().anyMatch(answer.stdout()::contains))
                    : Optional.empty();
        } catch (ToolException e) {
            return Optional.empty();
        }
    }
}
