package dev.banksman.controller.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in runbooks and what is said about them. The transcripts beside the documents are for review. */
final class RunbookReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"ten-mistakes", "references", "expressions", "no-return"})
    void namesEveryMistakeWithItsPlace(String name) {
        var text = TestDocuments.text("mistakes/" + name + ".yaml");
        var problems = problems(name + ".yaml", text.getBytes(StandardCharsets.UTF_8));
        Golden.check("mistakes/" + name + ".txt", TestDocuments.lines(problems));
        assertThat(problems).allSatisfy(p -> {
            assertThat(p.position().line()).isPositive();
            assertThat(p.position().column()).isPositive();
        });
    }

    @Test
    void reportsTenMistakesAsTen() {
        var text = TestDocuments.text("mistakes/ten-mistakes.yaml");
        assertThat(problems("x.yaml", text.getBytes(StandardCharsets.UTF_8))).hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void acceptsEveryPartOfTheSyntax() {
        var runbook = TestDocuments.runbook(TestDocuments.text("scale-out.yaml"));
        assertThat(runbook.stages())
                .extracting(Runbook.Stage::name)
                .containsExactly("prepare", "tenants", "web-site", "session-hosts");
        assertThat(runbook.roles().get("session-host").atMost()).isEqualTo(Integer.MAX_VALUE);
        assertThat(runbook.roles().get("tenant").atMost()).isEqualTo(1);
        var gate = runbook.stages().get(2).steps().getFirst();
        assertThat(gate.gate().orElseThrow().deciders()).containsExactly("operator", "approver");
        assertThat(gate.timeout()).isZero();
        var check = runbook.stages().getFirst().steps().getFirst();
        assertThat(check.repeatable()).isTrue();
        assertThat(check.timeout()).hasMinutes(30);
        assertThat(check.source().orElseThrow().facts()).containsExactly("GP-006");
    }

    @Test
    void readsOnAsAKeyAndVersionsAsTheyAreWritten() {
        var runbook = TestDocuments.runbook("""
            runbook: plain
            version: 1.10
            roles: {web: {hosts: 1}}
            stages: [{stage: a, on: web, steps: [{step: s, exec: {program: yes, args: [1.0, no, 0x1F]}}]}]
            """);
        assertThat(runbook.version()).isEqualTo("1.10");
        assertThat(runbook.stages().getFirst().role()).isEqualTo("web");
        var fields = runbook.stages()
                .getFirst()
                .steps()
                .getFirst()
                .action()
                .orElseThrow()
                .fields();
        assertThat(fields).containsEntry("program", "yes").containsEntry("args", List.of("1.0", "no", "0x1F"));
    }

    private static List<Problem> problems(String file, byte[] bytes) {
        return switch (RunbookReader.read(file, bytes)) {
            case Read.Invalid<Runbook>(var problems) -> problems;
            case Read.Valid<Runbook> valid -> List.of();
        };
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void answersHostileDocumentsWithProblems(String name, String text) {
        assertThat(problems(name, text.getBytes(StandardCharsets.UTF_8)))
                .isNotEmpty()
                .hasSizeLessThan(502);
    }

    /** Each is as large as a runbook may be, or nearly, and made to cost as much as it can. */
    static Stream<Arguments> hostile() {
        var most = (1 << 20) - 4_000;
        var head = "runbook: x\nroles: {w: {hosts: 1}}\nstages:\n- stage: s\n  on: w\n  steps:\n";
        var arguments = "  - {step: a, exec: {program: x, args: [";
        return Stream.of(
                Arguments.of("deep lists", "[".repeat(most)),
                Arguments.of("deep mappings", "{a: ".repeat(most / 4)),
                Arguments.of("one scalar", "a".repeat(most)),
                Arguments.of("one list", "[" + "a,".repeat(most / 2) + "]"),
                Arguments.of("unknown fields", repeated("", most, i -> "unknown-field-%d: 1\n".formatted(i), "")),
                Arguments.of(
                        "points of no return",
                        repeated(
                                head,
                                most / 2,
                                i -> "  - {step: s%d, point-of-no-return: true, exec: {program: x}}\n".formatted(i),
                                "")),
                Arguments.of(
                        "many expressions", repeated(head + arguments, most, i -> "'${%d}',".formatted(i), "]}}\n")),
                Arguments.of(
                        "long expressions",
                        repeated(head + arguments, most, i -> "'${" + "1+".repeat(1_500) + i + "}',", "]}}\n")),
                Arguments.of("deep expression", head + arguments + "'${" + "(".repeat(2_000) + "1}']}}\n"),
                Arguments.of(
                        "chained stages",
                        repeated(
                                "runbook: x\nroles: {w: {hosts: 1}}\nstages:\n",
                                most / 2,
                                i -> "- {stage: s%d, on: w, needs: [s%d], steps: [{step: a, exec: {program: x}}]}\n"
                                        .formatted(i, i + 1),
                                "")));
    }

    private static String repeated(String head, int until, IntFunction<String> piece, String tail) {
        var text = new StringBuilder(head);
        for (var i = 0; text.length() < until; i++) {
            text.append(piece.apply(i));
        }
        return text.append(tail).toString();
    }
}
