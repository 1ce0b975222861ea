package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.action.Expression.Search.State;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.OutputRule;
import dev.banksman.proto.agent.v1.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ExpressionTest {

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsACatastrophicSearch() throws Exception {
        var expression = Expression.compile("pattern", "^(a+)+\\1b$");

        assertThat(expression.find("a".repeat(80) + "c").state()).isEqualTo(State.TOO_COSTLY);
    }

    @Test
    void survivesAnExpressionThatRecursesOverAMebibyte() throws Exception {
        var expression = Expression.compile("pattern", "(?:x|y)*z");

        assertThat(expression.find("xy".repeat(512 * 1024)).found()).isFalse();
    }

    @Test
    void searchesAMebibyteWithASoundExpression() throws Exception {
        var expression = Expression.compile("pattern", "^database: (\\S+)$");
        var text = "some line of no interest\n".repeat(40_000) + "database: GPCONFIGURATION2\r\n";

        assertThat(expression.find(text).value()).isEqualTo("GPCONFIGURATION2");
    }

    @Test
    void refusesWhatIsNoExpression() {
        assertThatThrownBy(() -> Expression.compile("exec.expect-output", "a("))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining("exec.expect-output")
                .hasMessageContaining("'a('");
    }

    @Test
    void outputsAreFirstGroupsAndStandBesideTheActionsOwn() throws Exception {
        var rules = OutputRules.compile(List.of(rule("database", "^Database: (.*)$"), rule("whole", "Port \\d+")));

        var finding = rules.applyTo(finding("Database: GPCONFIG2\r\nPort 1433\n"));

        assertThat(finding.succeeded()).isTrue();
        assertThat(finding.outputs())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("database", "GPCONFIG2", "whole", "Port 1433", "own", "value"));
    }

    @Test
    void aPromisedOutputThatIsMissingFailsTheStep() throws Exception {
        var rules = OutputRules.compile(List.of(rule("database", "^Database: (.*)$")));

        var finding = rules.applyTo(finding("nothing of the kind"));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message())
                .startsWith("Output 'database': expected text that matches '^Database: (.*)$', found nothing");
        assertThat(finding.observation().getVerdict()).isEqualTo(Verdict.VERDICT_FAIL);
    }

    @Test
    void aValueThatIsTooLongIsNotCutInSilence() throws Exception {
        var rules = OutputRules.compile(List.of(rule("long", "x+")));

        var finding = rules.applyTo(finding("x".repeat(5000)));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.outputs()).doesNotContainKey("long");
        assertThat(finding.message()).contains("at most 4096 bytes, found 5000");
    }

    @Test
    void aFailureKeepsItsOwnReason() throws Exception {
        var rules = OutputRules.compile(List.of(rule("database", "Database: (.*)")));
        var failed = Judgement.failed("exit code 0", "exit code 1603").finding();

        assertThat(rules.applyTo(failed).message()).isEqualTo(failed.message());
    }

    private static OutputRule rule(String name, String pattern) {
        return OutputRule.newBuilder().setName(name).setPattern(pattern).build();
    }

    private static Finding finding(String text) {
        return Judgement.passed("exit code 0", "exit code 0")
                .shown(text)
                .output("own", "value")
                .finding();
    }

    @Test
    void aGroupThatTakesNoPartIsNoAbsence() throws InvalidActionException {
        var nothing = Expression.compile("x", "\\A(?!.*\\b(error|failed)\\b)");
        assertThat(nothing.find("all is well").found()).isTrue();
        assertThat(nothing.find("all is well").captured()).isFalse();
        assertThat(nothing.find("it failed").found()).isFalse();

        var optional = Expression.compile("x", "port( \\d+)?");
        assertThat(optional.find("port").value()).isEqualTo("port");
        assertThat(optional.find("port 80").value()).isEqualTo(" 80");
        assertThat(optional.find("port 80").captured()).isTrue();
    }
}
