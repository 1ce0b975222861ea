package dev.banksman.controller.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
}
