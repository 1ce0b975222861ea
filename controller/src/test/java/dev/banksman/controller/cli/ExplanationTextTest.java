package dev.banksman.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.authoring.Explanation;
import dev.banksman.controller.runbook.Golden;
import dev.banksman.controller.runbook.TestDocuments;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A runbook in plain sentences. */
class ExplanationTextTest {

    private final Explanation explanation = Explanation.of(TestDocuments.runbook(TestDocuments.text("scale-out.yaml")));

    @Test
    void tellsAllOfARunbook() {
        Golden.check("scale-out.explained.txt", printed(text -> text.all(explanation)));
    }

    @Test
    void aStepAloneTellsWhatIsUsualToo() {
        var step = explanation.stages().get(3).steps().getFirst();

        assertThat(printed(text -> text.step(step))).isEqualTo("""
               ● upgrade-web-components  (exec)
                 only where   host.variables.enabled == 'yes'
                 does         Run `${media}\\Setup.exe DB=${outputs.web-site.choose-database.database-name}
                              ${host.variables.site}`.
                 good if      its exit code is 0
                 if not       the host is held until a person decides
                 takes        at most 30m for each try
                 guarded by   central-before-hosts: not before web-site.verify-session-central
            """);
    }

    @Test
    void programsGetTheSame() {
        var json = JsonMapper.shared().readTree(JsonText.of(explanation));

        assertThat(json.get("stages").get(1).get("name").asString()).isEqualTo("tenants");
        var step = json.get("stages").get(2).get("steps").get(1);
        assertThat(step.get("point-of-no-return").asBoolean()).isTrue();
        assertThat(step.get("undo").asString()).isEqualTo("none: The installer cannot go back.");
        assertThat(step.get("done-already-if").asString()).startsWith("Look at /opt/web/version. Good if it is there");
        assertThat(json.get("parameters").get(0).get("value").asString()).isEqualTo("path, must be given");
    }

    @Test
    void whatMustHaveGoneBeforeAndHowToGoBackIsTold() {
        var told = Explanation.of(TestDocuments.runbook("""
            runbook: production
            prerequisites:
              - prerequisite: rehearsed
                runbook: rehearsal
                within: 30d
                parameters: {purpose: rehearsal}
                because: Nothing is done here for the first time.
            maintenance-window: {opens: '2026-12-05T22:00+01:00', closes: '2026-12-06T04:00+01:00'}
            roles: {db: {hosts: 1}}
            stages:
              - stage: change
                on: db
                in-window: true
                steps:
                  - step: back-up
                    exec: {program: back-up}
                    undo: {none: A backup takes nothing away.}
                    restore-point:
                      name: before
                      about: All as it was
                      restore: {exec: {program: restore}}
                  - step: check-back-up
                    exec: {program: look}
                    timeout: 4h
                    timeout-from: {step: change.back-up, times: 2, at-least: 10m}
            """));

        assertThat(told.prerequisites())
                .singleElement()
                .asString()
                .startsWith("rehearsed: a run of rehearsal")
                .endsWith(
                        "must have succeeded, not longer ago than 30d, in which purpose was rehearsal. Nothing is done"
                                + " here for the first time.");
        assertThat(told.window())
                .hasValueSatisfying(window ->
                        assertThat(window).startsWith("From 2026-12-05T22:00+01:00 to 2026-12-06T04:00+01:00: stages"));
        assertThat(told.stages().getFirst().order()).contains("In the maintenance window.");
        assertThat(told.stages().getFirst().steps().getFirst().restorePoint())
                .contains("before: All as it was. To go back: Run `restore`. Good if its exit code is 0.");
        assertThat(told.stages().getFirst().steps().getLast().takes())
                .isEqualTo("at most 4h for each try, and not more than 2 times what change.back-up took, but 10m in any"
                        + " case");
    }

    private static String printed(Consumer<ExplanationText> print) {
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        print.accept(new ExplanationText(Terminal.plain(writer)));
        writer.flush();
        return out.toString().replace(System.lineSeparator(), "\n");
    }
}
