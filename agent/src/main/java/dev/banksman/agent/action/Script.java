package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A script's body as a file of its attempt, and the interpreter's call. The body never stands in the arguments: there
 * it would be seen by other users of the host and be cut and quoted by two parsers.
 */
record Script(List<String> argv, Map<String, String> files) {

    /** Windows PowerShell reads a file without it in the host's code page. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    static Script of(dev.banksman.proto.agent.v1.Script script, HostTools tools, Path directory)
            throws InvalidActionException {
        var body = Fields.required("exec.script.body", script.getBody());
        return switch (script.getShell()) {
            case SHELL_SH -> of(tools.command("sh"), List.of(), directory, "script.sh", body);
            case SHELL_CMD ->
                of(tools.command("cmd"), List.of("/d", "/c"), directory, "script.cmd", withCrLf(ascii(body)));
            case SHELL_POWERSHELL ->
                of(
                        tools.command("powershell"),
                        List.of("-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File"),
                        directory,
                        "script.ps1",
                        BYTE_ORDER_MARK + withCrLf(body));
            case SHELL_UNSPECIFIED, UNRECOGNIZED ->
                throw new InvalidActionException(
                        "exec.script.shell: expected sh, cmd or powershell, found none that this agent knows.");
        };
    }

    /** The runbook's word for a shell, as it stands in the agent's policy. */
    static String word(Shell shell) {
        return switch (shell) {
            case SHELL_SH -> "sh";
            case SHELL_CMD -> "cmd";
            case SHELL_POWERSHELL -> "powershell";
            case SHELL_UNSPECIFIED, UNRECOGNIZED -> "none";
        };
    }

    private static Script of(
            List<String> interpreter, List<String> options, Path directory, String fileName, String body) {
        var argv = new ArrayList<>(interpreter);
        argv.addAll(options);
        argv.add(directory.resolve(fileName).toString());
        return new Script(List.copyOf(argv), Map.of(fileName, body));
    }

    private static String withCrLf(String body) {
        return body.replace("\r\n", "\n").replace("\n", "\r\n");
    }

    /** cmd reads its file in the console's code page, which is not known here. */
    private static String ascii(String body) throws InvalidActionException {
        var other = body.chars().filter(c -> c > 0x7E).findFirst();
        if (other.isPresent()) {
            throw new InvalidActionException("exec.script.body: expected ASCII in a script for cmd, found '"
                    + (char) other.getAsInt() + "'; give such text through env.");
        }
        return body;
    }
}
