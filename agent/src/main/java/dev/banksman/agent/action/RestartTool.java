package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The platform's {@code shutdown}. An installer that exits with 1641 has asked already, and Windows says so. */
record RestartTool(HostTools tools, Duration warning, String reason) implements Restart {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Of Windows: a shutdown is in progress; one has been scheduled already. */
    private static final Set<Integer> UNDER_WAY = Set.of(1115, 1190);
    /** Major reason "application", minor reason "upgrade", planned. */
    private static final String WINDOWS_REASON = "p:4:2";

    @Override
    public void ask() throws ToolException, InterruptedException {
        ToolCall.Result result;
        try {
            result = ToolCall.run(tools, "shutdown", arguments(), LIMIT);
        } catch (ToolException e) {
            if (e.begun()) {
                // The request may be with the system: what comes of it is seen.
                return;
            }
            throw e;
        }
        var windows = tools.platform() == Platform.WINDOWS;
        if (result.exitCode() != 0 && !(windows && UNDER_WAY.contains(result.exitCode()))) {
            throw new ToolException("The system refused to restart the host: shutdown ended with exit code "
                    + result.exitCode() + " and " + result.lastWords()
                    + ". The agent's account needs the right to shut this host down.");
        }
    }

    @Override
    public boolean takeBack() throws InterruptedException {
        try {
            return ToolCall.run(tools, "shutdown", List.of(tools.platform() == Platform.WINDOWS ? "/a" : "-c"), LIMIT)
                            .exitCode()
                    == 0;
        } catch (ToolException e) {
            return false;
        }
    }

    private List<String> arguments() {
        if (tools.platform() == Platform.WINDOWS) {
            return List.of("/r", "/t", Long.toString(warning.toSeconds()), "/d", WINDOWS_REASON, "/c", reason);
        }
        var minutes = warning.plusSeconds(59).toMinutes();
        return List.of("-r", minutes == 0 ? "now" : "+" + minutes, reason);
    }
}
