package dev.banksman.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The commands for whoever writes and reviews runbooks, without a controller: what they print and exit with. */
final class RunbookCommandsTest {

    @TempDir
    private Path directory;

    private String runbook = "";

    private record Said(int code, String out, String err) {}

    @BeforeEach
    void starter() {
        assertThat(banksman("runbook", "new", "web-tier", "--dir", directory.toString())
                        .code())
                .isZero();
        runbook = directory.resolve("web-tier.yaml").toString();
    }

    @Test
    void newWritesWhatValidates() throws IOException {
        assertThat(banksman("runbook", "validate", runbook).out())
                .isEqualTo(runbook + ": web-tier 1 is valid, 3 stages." + System.lineSeparator());
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "web-tier.yaml", "web-tier-inventory.yaml", "runbook.schema.json", "inventory.schema.json");
        }
    }

    @Test
    void newOverwritesNothing() throws IOException {
        Files.writeString(Path.of(runbook), "mine");
        Files.delete(directory.resolve("web-tier-inventory.yaml"));

        var again = banksman("runbook", "new", "web-tier", "--dir", directory.toString());

        assertThat(again.code()).isEqualTo(8);
        assertThat(again.err())
                .startsWith("Expected no file of that name, found " + runbook + ". Nothing was written;");
        assertThat(Path.of(runbook)).hasContent("mine");
        assertThat(directory.resolve("web-tier-inventory.yaml")).doesNotExist();
    }

    @Test
    void newLeavesASchemaThatIsThere() throws IOException {
        Files.writeString(directory.resolve("runbook.schema.json"), "{}");

        var other = banksman("runbook", "new", "other", "--from", "empty", "--dir", directory.toString());

        assertThat(other.out())
                .contains("Left " + directory.resolve("runbook.schema.json")
                        + " as it is; banksman runbook schema prints")
                .doesNotContain("inventory.schema.json");
        assertThat(directory.resolve("runbook.schema.json")).hasContent("{}");
    }

    @Test
    void aNameOrStarterThatIsNoneIsRefused() {
        assertThat(banksman("runbook", "new", "Web Tier"))
                .isEqualTo(new Said(
                        2, "", line("NAME: expected a name in kebab-case, such as web-tier; found Web Tier.")));
        assertThat(banksman("runbook", "new", "x", "--from", "wbe-tier"))
                .isEqualTo(new Said(2, "", line("--from: expected web-tier or empty; found wbe-tier.")));
    }

    @Test
    void explainNamesTheNearestPart() {
        assertThat(banksman("runbook", "explain", runbook, "web.drain").out())
                .contains("Send PUT to ${proxy}/backends/${host.name}.");
        assertThat(banksman("runbook", "explain", runbook, "web.instal"))
                .isEqualTo(new Said(
                        2, "", line(runbook + ": expected a step of web, found instal; did you mean install?")));
        assertThat(banksman("runbook", "explain", runbook, "zzz").err())
                .isEqualTo(line(runbook + ": expected a stage of web-tier, found zzz; there are prepare, web, proof."));
    }

    @Test
    void whatIsNotValidIsNotExplainedButSaid() throws IOException {
        Files.writeString(
                Path.of(runbook), Files.readString(Path.of(runbook)).replace("needs: [prepare]", "needs: [prepar]"));

        for (var command : new String[] {"explain", "graph", "coverage"}) {
            var said = banksman("runbook", command, runbook);
            assertThat(said.code()).isEqualTo(2);
            assertThat(said.out()).isEmpty();
            assertThat(said.err())
                    .contains("the unknown stage prepar", "did you mean prepare?")
                    .endsWith(line("1 problem."));
        }
    }

    @Test
    void graphDrawsInEveryForm() {
        assertThat(banksman("runbook", "graph", runbook).out()).contains("web      Web servers, one after another");
        assertThat(banksman("runbook", "graph", runbook, "--format", "dot").out())
                .startsWith("digraph");
        assertThat(banksman("runbook", "graph", runbook, "--format", "mermaid").out())
                .contains("flowchart TD");
        var svg = directory.resolve("web.svg");
        assertThat(banksman("runbook", "graph", runbook, "--format", "svg", "--out", svg.toString())
                        .out())
                .isEmpty();
        assertThat(svg).content().startsWith("<svg ");
    }

    @Test
    void whatSomebodyWroteIsNotReplacedByAPicture() throws IOException {
        var before = Files.readString(Path.of(runbook));

        var refused = banksman("runbook", "graph", runbook, "--format", "svg", "--out", runbook);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains(runbook, "Give another name");
        assertThat(Path.of(runbook)).hasContent(before);
    }

    @Test
    void coverageTakesTheListWhoseNameFitsBest() throws IOException {
        assertThat(banksman("runbook", "coverage", runbook).err())
                .startsWith(runbook + ": expected a list of facts beside it, such as "
                        + directory.resolve("web-tier.coverage.csv") + "; found none.");

        Files.writeString(
                directory.resolve("web.coverage.csv"), "fact,kind,stage,reason\nWT-001,LOOP,web,\nWT-002,ACT,,\n");
        var said = banksman("runbook", "coverage", runbook);

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out())
                .contains("WT-001   LOOP stage web", "WT-002   ACT  MISSING", "2 facts: 1 carried, 0 left out");
        assertThat(said.err())
                .isEqualTo(
                        line(directory.resolve("web.coverage.csv") + ":3:1: WT-002: found it in no place of web-tier,"
                                        + " expected a step that does something, or a gate,"
                                        + " or a reason in the list (put WT-002 into the"
                                        + " facts of its source)")
                                + line("1 problem."));
    }

    @Test
    void coverageAsJsonHasTheSame() throws IOException {
        Files.writeString(directory.resolve("web.coverage.csv"), "fact,kind,reason\nWT-001,INFO,Nothing follows.\n");

        var said = banksman("runbook", "coverage", runbook, "--json");
        var json = JsonMapper.shared().readTree(said.out());

        assertThat(said.code()).isZero();
        assertThat(json.get("facts").get(0).get("reason").asString()).isEqualTo("Nothing follows.");
        assertThat(json.get("sums").get(0).get("left-out").asInt()).isEqualTo(1);
        assertThat(json.get("problems").isEmpty()).isTrue();
    }

    private static String line(String text) {
        return text + System.lineSeparator();
    }

    private static Said banksman(String... words) {
        var out = new StringWriter();
        var err = new StringWriter();
        var code = Banksman.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new Said(code, out.toString(), err.toString());
    }
}
