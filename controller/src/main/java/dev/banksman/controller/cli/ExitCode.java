package dev.banksman.controller.cli;

/** What the commands exit with. Scripts rely on these; a number is never given another meaning. */
public enum ExitCode {
    SUCCEEDED(0, "it succeeded; of a run: the run succeeded"),
    FAULT(1, "a fault in Banksman itself"),
    REFUSED(2, "the input was refused: an option, a document, or a parameter is wrong"),
    RUN_FAILED(3, "the run failed"),
    RUN_HELD(4, "the run is held, or waits at a gate, and the command was told not to wait for a person"),
    RUN_ABORTED(5, "the run was aborted"),
    UNREACHABLE(6, "no controller answers there"),
    FORBIDDEN(7, "the token is missing, unknown, or lacks the role"),
    CONFLICT(8, "what was asked for cannot be done as things stand: the host is busy, the decision is not open"),
    UPGRADE_FAILED(9, "an upgrade of hosts stopped at a host that failed"),
    DIAGNOSIS_FAILED(10, "doctor found something that has to be mended before a run"),
    INTERRUPTED(130, "Ctrl-C; a run that was followed goes on"),
    OUTPUT_CLOSED(141, "nobody reads the output any more, as after '| head'; a run that was followed goes on");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }
}
