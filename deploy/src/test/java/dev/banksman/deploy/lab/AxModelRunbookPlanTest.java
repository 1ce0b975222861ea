package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the runbook for a model's upgrade comes to with the choices an operator has, and which edits it does not suffer. */
class AxModelRunbookPlanTest {

    private static final Path RUNBOOK = Plans.runbook(Bench.AX_MODEL);

    private Plans plans;

    @BeforeEach
    void writeDocuments(@TempDir Path directory) throws IOException {
        var folder = new LabFolder(directory, Bench.AX_MODEL.scripts());
        var documents = new LabDocuments(folder, Bench.AX_MODEL, "jdbc:h2:tcp://127.0.0.1:1/", "http://127.0.0.1:2");
        documents.write();
        plans = new Plans(folder, Bench.AX_MODEL, documents);
    }

    @Test
    void eachToolHasStepsOfItsOwnAndNoneOfTheOther() throws IOException {
        assertThat(steps(plans.plan(Map.of("tool", "management-shell"))))
                .contains("import-by-shell")
                .noneMatch(step -> step.endsWith("-axutil"));
        assertThat(steps(plans.plan(Map.of("tool", "axutil"))))
                .contains("import-by-axutil")
                .noneMatch(step -> step.endsWith("-shell"));
    }

    @Test
    void axBuildCompilesBeforeTheAosStartsAndTheClientAfterwards() throws IOException {
        assertThat(steps(plans.plan(Map.of("compile-with", "axbuild"))))
                .containsSubsequence("compile-by-axbuild", "start-aos", "compiled")
                .doesNotContain("compile-by-client");
        assertThat(steps(plans.plan(Map.of("compile-with", "client"))))
                .containsSubsequence("start-aos", "compile-by-client", "compiled")
                .doesNotContain("compile-by-axbuild");
    }

    @Test
    void aFileThatIsThereAlreadyNeedsNoExport() throws IOException {
        var plan = plans.plan(Map.of("export", "false"));

        assertThat(plan.stages()).extracting(Plan.PlannedStage::name).doesNotContain("export");
        assertThat(steps(plan)).contains("file-there", "import-by-shell");
    }

    /** Each interlock between stages, with a stage that needs something else and breaks it. */
    @ParameterizedTest
    @CsvSource({
        "rights, inspect, rights-before-anything",
        "back-up, drain, backup-before-import",
        "drain, stop-aos, drained-before-stop",
        "stop-aos, import, stopped-before-import",
        "conflicts, compile, conflicts-before-compilation",
        "conflicts, compile, ids-before-compilation",
        "compile, start-aos, compiled-before-users",
    })
    void stageThatBreaksAnInterlockIsRefused(String need, String stage, String interlock) throws IOException {
        var text = Files.readString(RUNBOOK);

        assertRefused(
                need.equals("rights")
                        ? text.replace(
                                "    needs:\n      - rights\n      - {stage: export",
                                "    needs:\n      - {stage: export")
                        : text.replaceFirst(
                                "(?s)(  - stage: " + stage + "\n[^\n]*\n[^\n]*\n    needs: )\\[" + need + "\\]",
                                "$1[inspect]"),
                Map.of(),
                interlock);
    }

    /** Each interlock within a stage, with a step that goes too early. */
    @ParameterizedTest
    @CsvSource({
        "management-shell, import-by-shell, still-installed, never-uninstalled",
        "axutil, import-by-axutil, still-installed, never-deleted",
        "management-shell, delete-by-shell, resolve-after-shell, resolved-before-deletion-by-shell",
        "axutil, delete-by-axutil, resolve-after-axutil, resolved-before-deletion-by-axutil",
    })
    void stepThatBreaksAnInterlockIsRefused(String tool, String step, String before, String interlock)
            throws IOException {
        var text = Files.readString(RUNBOOK);
        var moved = block(text, step);

        assertRefused(
                text.replace(moved, "")
                        .replace("      - step: " + before + "\n", moved + "      - step: " + before + "\n"),
                Map.of("tool", tool),
                interlock);
    }

    /** The step as it stands in the text, up to the next one. */
    private static String block(String text, String step) {
        var from = text.indexOf("      - step: " + step + "\n");
        return text.substring(from, text.indexOf("      - step: ", from + 1));
    }

    private void assertRefused(String broken, Map<String, String> parameters, String interlock) throws IOException {
        var text = Files.readString(RUNBOOK);
        assertThat(broken).isNotEqualTo(text);
        var index = indexOf(text, interlock);

        assertThat(refused(broken, parameters)).anyMatch(problem -> problem.contains("interlocks[" + index + "]"));
    }

    private static int indexOf(String text, String interlock) {
        var names = text.lines()
                .filter(line -> line.startsWith("  - interlock: "))
                .map(line -> line.substring("  - interlock: ".length()))
                .toList();
        return names.indexOf(interlock);
    }

    /** What is done somewhere, in the plan's order. */
    private static List<String> steps(Plan plan) {
        return plan.stages().stream()
                .flatMap(stage ->
                        stage.steps().stream().filter(step -> !step.leftOut().containsAll(stage.hosts())))
                .map(PlannedStep::name)
                .toList();
    }

    private List<String> refused(String runbook, Map<String, String> parameters) throws IOException {
        return switch (plans.plan(runbook, parameters)) {
            case Planned.Ready ready ->
                throw new AssertionError("planned: " + ready.plan().hash());
            case Planned.Refused refused ->
                refused.problems().stream().map(Object::toString).toList();
        };
    }
}
