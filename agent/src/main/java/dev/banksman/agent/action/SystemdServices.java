package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.ServiceState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** systemd through {@code systemctl}; its property values are not translated. */
final class SystemdServices implements ServiceControl {

    private static final String PROPERTIES = "LoadState,ActiveState,SubState,Result,ExecMainStatus";

    private final HostTools tools;

    SystemdServices(HostTools tools) {
        this.tools = tools;
    }

    @Override
    public Optional<String> keyName(String displayName, Duration limit) {
        // The action refuses display names on this platform before it comes here.
        throw new IllegalStateException("systemd has no display names");
    }

    @Override
    public Status status(String name, Duration limit) throws ToolException, InterruptedException {
        var result = ToolCall.run(tools, "systemctl", List.of("show", "-p", PROPERTIES, "--", name), limit);
        var properties = properties(result.stdout());
        var active = properties.getOrDefault("ActiveState", "");
        if (result.exitCode() != 0 || active.isEmpty()) {
            throw new ToolException("'systemctl show " + name + "': expected ActiveState, found exit code "
                    + result.exitCode() + "; " + result.lastWords() + ".");
        }
        if (properties.getOrDefault("LoadState", "").equals("not-found")) {
            return new Status(ServiceState.SERVICE_STATE_ABSENT, "absent", false);
        }
        return status(active, properties);
    }

    @Override
    public Optional<String> start(String name, Status seen, Duration limit) throws InterruptedException {
        return change("start", name, limit);
    }

    @Override
    public Optional<String> stop(String name, Duration limit) throws InterruptedException {
        return change("stop", name, limit);
    }

    /** Without {@code --no-block}: the exit code then tells of the job's end, not of its beginning. */
    private Optional<String> change(String verb, String name, Duration limit) throws InterruptedException {
        try {
            var result = ToolCall.run(tools, "systemctl", List.of(verb, "--", name), limit);
            return result.exitCode() == 0
                    ? Optional.empty()
                    : Optional.of("systemctl " + verb + " ended with exit code " + result.exitCode() + "; "
                            + result.lastWords());
        } catch (ToolException e) {
            // The job goes on without its client; what state it has reached is worth more than this alone.
            return Optional.of(e.getMessage());
        }
    }

    private static Status status(String active, Map<String, String> properties) {
        return switch (active) {
            case "active", "reloading" -> new Status(ServiceState.SERVICE_STATE_RUNNING, running(properties), false);
            case "inactive" -> new Status(ServiceState.SERVICE_STATE_STOPPED, "stopped", false);
            case "failed" -> new Status(ServiceState.SERVICE_STATE_STOPPED, failed(properties), true);
            case "activating" -> new Status(ServiceState.SERVICE_STATE_STARTING, "starting", false);
            case "deactivating" -> new Status(ServiceState.SERVICE_STATE_STOPPING, "stopping", false);
            default ->
                new Status(
                        ServiceState.SERVICE_STATE_UNSPECIFIED,
                        "in a state this agent does not know: " + active,
                        false);
        };
    }

    private static String running(Map<String, String> properties) {
        var detail = properties.getOrDefault("SubState", "");
        return detail.isEmpty() || detail.equals("running") ? "running" : "running (" + detail + ")";
    }

    private static String failed(Map<String, String> properties) {
        var result = properties.getOrDefault("Result", "");
        var exitCode = properties.getOrDefault("ExecMainStatus", "");
        return result.isEmpty() || result.equals("exit-code")
                ? "stopped (exit code " + exitCode + ")"
                : "stopped (" + result + ", exit code " + exitCode + ")";
    }

    private static Map<String, String> properties(String text) {
        var properties = new HashMap<String, String>();
        text.lines().forEach(line -> {
            var equals = line.indexOf('=');
            if (equals > 0) {
                properties.put(
                        line.substring(0, equals), line.substring(equals + 1).strip());
            }
        });
        return properties;
    }
}
