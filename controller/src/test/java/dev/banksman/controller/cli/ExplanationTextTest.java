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

    private static String printed(Consumer<ExplanationText> print) {
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        print.accept(new ExplanationText(Terminal.plain(writer)));
        writer.flush();
        return out.toString().replace(System.lineSeparator(), "\n");
    }
}
