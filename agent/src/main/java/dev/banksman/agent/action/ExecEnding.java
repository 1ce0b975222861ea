package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Captured;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Exec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the end of an {@code exec} is judged. Immutable. */
final class ExecEnding implements Work.Ending {

    private static final int QUOTED_CHARS = 300;
    private static final int END_CHARS = 2_000;

    private final List<Integer> success;
    private final List<Integer> reboot;
    private final Optional<Expression> output;

    private ExecEnding(List<Integer> success, List<Integer> reboot, Optional<Expression> output) {
        this.success = success;
        this.reboot = reboot;
        this.output = output;
    }

    static ExecEnding of(Exec exec) throws InvalidActionException {
        Optional<Expression> output = exec.getExpectOutput().isEmpty()
                ? Optional.empty()
                : Optional.of(Expression.compile("exec.expect-output", exec.getExpectOutput()));
        List<Integer> success = exec.getExpectedExitCodesCount() == 0 ? List.of(0) : exec.getExpectedExitCodesList();
        return new ExecEnding(List.copyOf(success), List.copyOf(exec.getRebootExitCodesList()), output);
    }

    @Override
    public Finding judge(int exitCode, Captured captured) {
        var stdout = captured.stdout();
        var stderr = captured.stderr();
        var passingCodes = new ArrayList<>(success);
        reboot.stream().filter(code -> !success.contains(code)).forEach(passingCodes::add);
        var expectedCode = "exit code " + Fields.either(passingCodes);
        var expected = output.map(expression -> expectedCode + " and output that matches '" + expression + "'")
                .orElse(expectedCode);
        Judgement judgement;
        if (!passingCodes.contains(exitCode)) {
            judgement = Judgement.failed(expected, "exit code " + exitCode).hint(lastWords(stdout, stderr));
        } else {
            judgement = output.map(expression -> judgeOutput(expression, exitCode, stdout, expected))
                    .orElseGet(() -> Judgement.passed(expected, "exit code " + exitCode));
        }
        if (judgement.failed()) {
            // What a remedy's pattern is looked for in, beside the sentence.
            judgement.detail("end-of-output", BoundedText.tail(said(stdout, stderr), END_CHARS));
        }
        return judgement
                .shown(said(stdout, stderr))
                .rebootRequired(reboot.contains(exitCode))
                .finding();
    }

    private static Judgement judgeOutput(Expression expression, int exitCode, String stdout, String expected) {
        var search = expression.find(stdout);
        return switch (search.state()) {
            case FOUND ->
                Judgement.passed(
                        expected,
                        "exit code " + exitCode + " and '" + BoundedText.oneLine(search.value(), QUOTED_CHARS) + "'");
            case ABSENT ->
                Judgement.failed(expected, "exit code " + exitCode + " and no such output")
                        .hint(lastWords(stdout, ""));
            case TOO_COSTLY ->
                Judgement.failed(
                        expected,
                        "exit code " + exitCode
                                + " and output on which the expression takes too long; make it simpler");
        };
    }

    private static String said(String stdout, String stderr) {
        return stderr.isEmpty() ? stdout : stdout + System.lineSeparator() + stderr;
    }

    private static String lastWords(String stdout, String stderr) {
        var words = BoundedText.lastLine(stderr.isBlank() ? stdout : stderr, QUOTED_CHARS);
        return words.isEmpty() ? "It printed nothing." : "Its last words: " + words;
    }
}
