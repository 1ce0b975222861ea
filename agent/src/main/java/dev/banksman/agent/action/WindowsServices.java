package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.ServiceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Service Control Manager through {@code sc}. Its words are translated with Windows, so only exit codes, numbers
 * and their order are read.
 */
final class WindowsServices implements ServiceControl {

    /** {@code STATE : 4 RUNNING}: a label, a colon, a number (TYPE and the hints in hexadecimal). */
    private static final Pattern NUMBER = Pattern.compile("^\\s+([^:]+?)\\s*:\\s*(?:0x)?([0-9A-Fa-f]+)\\b");

    /** {@code [SC] StartService FAILED 1056:}, for implementations whose exit code says no more than "failed". */
    private static final Pattern FAILED = Pattern.compile("(?m)^\\[SC][^\\r\\n]*?(\\d{1,5}):?\\s*$");

    private static final int STOPPED = 1;

    private final HostTools tools;

    WindowsServices(HostTools tools) {
        this.tools = tools;
    }

    @Override
    public Optional<String> keyName(String displayName, Duration limit) throws ToolException, InterruptedException {
        var result = sc(limit, "GetKeyName", displayName);
        var code = code(result);
        if (code == WindowsErrors.NO_SUCH_SERVICE) {
            return Optional.empty();
        }
        if (code != 0) {
            throw refused("sc GetKeyName \"" + displayName + "\"", result, code);
        }
        // "Name = key", the label translated.
        return result.stdout()
                .lines()
                .filter(line -> line.contains("="))
                .map(line -> line.substring(line.indexOf('=') + 1).strip())
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    @Override
    public Status status(String name, Duration limit) throws ToolException, InterruptedException {
        var result = sc(limit, "query", name);
        var code = code(result);
        if (code == WindowsErrors.NO_SUCH_SERVICE) {
            return new Status(ServiceState.SERVICE_STATE_ABSENT, "absent", false);
        }
        if (code != 0) {
            throw refused("sc query " + name, result, code);
        }
        return parse(name, result.stdout());
    }

    @Override
    public Optional<String> start(String name, Status seen, Duration limit) throws ToolException, InterruptedException {
        var paused = seen.state() == ServiceState.SERVICE_STATE_PAUSED;
        var code = code(sc(limit, paused ? "continue" : "start", name));
        return code == 0 || code == WindowsErrors.ALREADY_RUNNING
                ? Optional.empty()
                : Optional.of(WindowsErrors.words(code));
    }

    @Override
    public Optional<String> stop(String name, Duration limit) throws ToolException, InterruptedException {
        var code = code(sc(limit, "stop", name));
        return code == 0 || code == WindowsErrors.NOT_STARTED
                ? Optional.empty()
                : Optional.of(WindowsErrors.words(code));
    }

    private ToolCall.Result sc(Duration limit, String... arguments) throws ToolException, InterruptedException {
        return ToolCall.run(tools, "sc", List.of(arguments), limit);
    }

    private static int code(ToolCall.Result result) {
        if (result.exitCode() != 0) {
            var failed = FAILED.matcher(result.stdout() + "\n" + result.stderr());
            return result.exitCode() == 1 && failed.find() ? Integer.parseInt(failed.group(1)) : result.exitCode();
        }
        return 0;
    }

    private static ToolException refused(String call, ToolCall.Result result, int code) {
        return new ToolException(
                "'" + call + "' ended with " + WindowsErrors.words(code) + "; " + result.lastWords() + ".");
    }

    private static Status parse(String name, String text) throws ToolException {
        var labels = new ArrayList<String>();
        var numbers = new ArrayList<String>();
        text.lines().map(NUMBER::matcher).filter(match -> match.find()).forEach(match -> {
            labels.add(match.group(1));
            numbers.add(match.group(2));
        });
        // TYPE, STATE, WIN32_EXIT_CODE, SERVICE_EXIT_CODE: in this order whatever the labels are called.
        var state = labels.contains("STATE") ? labels.indexOf("STATE") : 1;
        if (numbers.size() <= state) {
            throw new ToolException("'sc query " + name + "': expected a line with the number of the state, found '"
                    + BoundedText.oneLine(text, 200) + "'.");
        }
        var exitCode = number(numbers, state + 1);
        var serviceCode = number(numbers, state + 2);
        return status(number(numbers, state), exitCode == WindowsErrors.SERVICE_SPECIFIC ? serviceCode : exitCode);
    }

    private static int number(List<String> numbers, int index) {
        // Longer than an int is no code of these.
        return index < numbers.size() && numbers.get(index).matches("\\d{1,9}")
                ? Integer.parseInt(numbers.get(index))
                : 0;
    }

    private static Status status(int state, int exitCode) {
        return switch (state) {
            case STOPPED -> stopped(exitCode);
            case 2, 5 -> new Status(ServiceState.SERVICE_STATE_STARTING, "starting", false);
            case 3, 6 -> new Status(ServiceState.SERVICE_STATE_STOPPING, "stopping", false);
            case 4 -> new Status(ServiceState.SERVICE_STATE_RUNNING, "running", false);
            case 7 -> new Status(ServiceState.SERVICE_STATE_PAUSED, "paused", false);
            default ->
                new Status(
                        ServiceState.SERVICE_STATE_UNSPECIFIED, "in a state this agent does not know: " + state, false);
        };
    }

    private static Status stopped(int exitCode) {
        var quiet = exitCode == 0 || exitCode == WindowsErrors.NEVER_STARTED;
        return new Status(
                ServiceState.SERVICE_STATE_STOPPED, quiet ? "stopped" : "stopped (exit code " + exitCode + ")", !quiet);
    }
}
