package dev.banksman.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.proto.agent.v1.FindingVerdict;
import dev.banksman.proto.operator.v1.DiagnosisDone;
import dev.banksman.proto.operator.v1.DiagnosisFinding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A diagnosis as a person reads it. */
class DoctorTextTest {

    private static final Terminal TERMINAL =
            Terminal.plain(new PrintWriter(new StringWriter()), TerminalSize.fixed(72, 40));

    private static DiagnosisFinding finding(String task, String subject, FindingVerdict verdict, String observed) {
        return DiagnosisFinding.newBuilder()
                .setHost("db-1")
                .setTask(task)
                .setSubject(subject)
                .setVerdict(verdict)
                .setExpected("as it should be")
                .setObserved(observed)
                .setAdvice(verdict == FindingVerdict.FINDING_VERDICT_PASS ? "" : "Mend it before the window opens.")
                .build();
    }

    private static final List<DiagnosisFinding> FINDINGS = List.of(
            finding("", "link", FindingVerdict.FINDING_VERDICT_PASS, "it is"),
            finding("", "restart", FindingVerdict.FINDING_VERDICT_WARN, "a restart is pending"),
            finding("a.one", "admission", FindingVerdict.FINDING_VERDICT_FAIL, "forbidden: " + "word ".repeat(14)),
            finding("a.two", "admission", FindingVerdict.FINDING_VERDICT_FAIL, "forbidden: " + "word ".repeat(14)),
            finding("a.three", "admission", FindingVerdict.FINDING_VERDICT_FAIL, "forbidden: " + "word ".repeat(14)),
            finding("a.four", "admission", FindingVerdict.FINDING_VERDICT_FAIL, "forbidden: " + "word ".repeat(14)),
            finding("a.five", "action", FindingVerdict.FINDING_VERDICT_SKIPPED, "no value yet"));

    @Test
    void showsWhatIsNotFineWorstFirstAndOnce() {
        assertThat(new DoctorText(TERMINAL, false).host("db-1", FINDINGS))
                .containsExactly(
                        "db-1",
                        "  FAIL  admission: a.one, a.two, a.three and 1 more",
                        "        found     forbidden: word word word word word word word word",
                        "                  word word word word word word",
                        "        expected  as it should be",
                        "        to do     Mend it before the window opens.",
                        "  WARN  restart",
                        "        found     a restart is pending",
                        "        expected  as it should be",
                        "        to do     Mend it before the window opens.",
                        "");
    }

    @Test
    void aHostInOrderIsNotShownUnlessAllIsAskedFor() {
        var fine = FINDINGS.subList(0, 1);
        assertThat(new DoctorText(TERMINAL, false).host("db-1", fine)).isEmpty();
        assertThat(new DoctorText(TERMINAL, true).host("", fine))
                .containsExactly("The controller", "  fine  link", "        found     it is", "");
        assertThat(new DoctorText(TERMINAL, true).host("db-1", FINDINGS))
                .contains("  later action: a.five", "  FAIL  admission: a.one, a.two, a.three, a.four");
    }

    @Test
    void aVerdictThatItDoesNotKnowIsNoPass() {
        var odd = finding("", "x", FindingVerdict.FINDING_VERDICT_PASS, "y").toBuilder()
                .setVerdictValue(99)
                .build();
        assertThat(new DoctorText(TERMINAL, false).host("db-1", List.of(odd))).contains("  FAIL  x");
    }

    @Test
    void countsInOneLine() {
        var done = DiagnosisDone.newBuilder().setPassed(120).setWarned(1).setHosts(8);
        assertThat(new DoctorText(TERMINAL, false).sentence(done.build()))
                .isEqualTo("The controller and 8 hosts: 120 fine, 1 warning, 0 failures. --all shows everything.");
        assertThat(new DoctorText(TERMINAL, true)
                        .sentence(done.setFailed(2).setSkipped(3).setHosts(1).build()))
                .isEqualTo("The controller and 1 host: 120 fine, 1 warning, 2 failures, 3 not to be told beforehand.");
    }

    @Test
    void itsExitCodeIsThatOfTheWorst() {
        var done = DiagnosisDone.newBuilder().setPassed(1);
        assertThat(DoctorCommand.exitCode(done.build(), true)).isEqualTo(ExitCode.SUCCEEDED);
        done.setWarned(1);
        assertThat(DoctorCommand.exitCode(done.build(), false)).isEqualTo(ExitCode.SUCCEEDED);
        assertThat(DoctorCommand.exitCode(done.build(), true)).isEqualTo(ExitCode.DIAGNOSIS_FAILED);
        assertThat(DoctorCommand.exitCode(done.setFailed(1).build(), false)).isEqualTo(ExitCode.DIAGNOSIS_FAILED);
    }
}
