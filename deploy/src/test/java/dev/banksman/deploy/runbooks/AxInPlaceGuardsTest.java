package dev.banksman.deploy.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.Stage;
import dev.banksman.controller.runbook.Runbook.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the in-place upgrade of AX must never do, and where the exit code of a tool is not believed. */
class AxInPlaceGuardsTest {

    /** Imports of a whole store that the procedure wants with new IDs; anywhere else that corrupts a model store. */
    private static final Set<String> OVERWRITING = Set.of("import-upgraded-store", "import-base-store");

    private static Stream<AxInPlace> systems() {
        return AxInPlace.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("systems")
    void idsAreOverwrittenOnlyWhereTheProcedureSaysSo(AxInPlace system) {
        var overwriting = steps(system.runbook())
                .filter(step -> written(step).contains("/idconflict"))
                .map(Step::name);

        assertThat(overwriting).isSubsetOf(OVERWRITING);
    }

    @ParameterizedTest
    @MethodSource("systems")
    void noTableIsEverDropped(AxInPlace system) {
        assertThat(steps(system.runbook()))
                .allSatisfy(step -> assertThat(written(step)).doesNotContainIgnoringCase("drop "));
    }

    @ParameterizedTest
    @MethodSource("systems")
    void modelsAreImportedOverLegacyOnesOrAreNew(AxInPlace system) {
        var imports = steps(system.runbook()).filter(step -> args(step).contains("import"));

        assertThat(imports)
                .allSatisfy(step -> assertThat(written(step).contains("/replace:")
                                || step.name().startsWith("import-new-"))
                        .as(step.name())
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("systems")
    void parameterFilesNameEachParameterOnceAndQuoteNothing(AxInPlace system) {
        var files =
                steps(system.runbook()).map(AxInPlaceGuardsTest::written).filter(t -> t.contains("AcceptLicenseTerms"));

        assertThat(files).allSatisfy(content -> {
            var names = content.lines()
                    .map(String::strip)
                    .filter(line -> line.matches("[A-Za-z]+=.*"))
                    .map(line -> line.substring(0, line.indexOf('=')))
                    .toList();
            assertThat(new HashSet<>(names)).hasSameSizeAs(names);
            assertThat(content).doesNotContain("\"");
        });
    }

    @ParameterizedTest
    @MethodSource("systems")
    void whatToolsSayByTheirExitCodeIsNotBelieved(AxInPlace system) {
        for (var stage : system.runbook().stages()) {
            followedByCheck(stage, "-result", step -> written(step).contains("xppcompileall"));
            followedByCheck(stage, "-result", step -> written(step).contains("kernelcompileall"));
            followedByCheck(stage, "-result", step -> written(step).contains("AutoRun_"));
            followedByCheck(stage, "-log", step -> written(step).contains("ParmFile="));
        }
    }

    @ParameterizedTest
    @MethodSource("systems")
    void everyGateSaysHowLongItTakes(AxInPlace system) {
        var gates = steps(system.runbook())
                .filter(step -> step.gate().isPresent())
                // Made for lists that turn out longer than the plan.
                .filter(step -> !step.name().contains("-beyond-"));

        assertThat(gates)
                .allSatisfy(step -> assertThat(step.gate().orElseThrow().expectedDuration())
                        .as(step.name())
                        .isPresent());
    }

    /** Nobody has run them against a SQL Server yet; whoever does first needs to know all of them. */
    @Test
    void everyStatementIsOnThePageOfWhatIsUnproven() throws IOException {
        var page = words(Files.readString(Path.of("docs/ax-statements.md")));

        var statements = AxInPlace.ALL.stream()
                .flatMap(system -> Stream.concat(
                        steps(system.runbook()).flatMap(step -> step.action().stream()),
                        system.runbook().remedies().stream().flatMap(remedy -> remedy.tryAction().stream())))
                .flatMap(action -> statements(action.fields()).stream())
                .map(AxInPlaceGuardsTest::words)
                .distinct()
                .toList();

        assertThat(statements)
                .hasSizeGreaterThan(20)
                .allSatisfy(statement -> assertThat(page).contains(statement));
    }

    private static List<String> statements(Map<String, Object> fields) {
        var statements = new ArrayList<String>();
        for (var field : List.of("query", "generated")) {
            if (fields.get(field) instanceof String text) {
                statements.add(text);
            }
        }
        if (fields.get("args") instanceof List<?> args && args.contains("-Q")) {
            // What follows the last known word is put in by parameters.
            statements.add(String.valueOf(args.get(args.indexOf("-Q") + 1)).replaceAll("RECOVERY\\$\\{.*", "RECOVERY"));
        }
        return statements;
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static void followedByCheck(Stage stage, String suffix, Predicate<Step> tool) {
        var names = stage.steps().stream().filter(Step::check).map(Step::name).toList();
        var unchecked = stage.steps().stream()
                .filter(tool)
                .map(Step::name)
                .filter(name -> !names.contains(name + suffix))
                .filter(name -> !names.contains("synchronization-clean"))
                .toList();
        assertThat(unchecked).as("unchecked in %s", stage.name()).isEmpty();
    }

    private static Stream<Step> steps(Runbook runbook) {
        return runbook.stages().stream().flatMap(stage -> stage.steps().stream());
    }

    private static String written(Step step) {
        return step.action().map(action -> action.fields().toString()).orElse("");
    }

    private static List<String> args(Step step) {
        return step.action()
                .map(action -> action.fields().get("args"))
                .filter(List.class::isInstance)
                .map(list -> ((List<?>) list).stream().map(String::valueOf).toList())
                .orElse(List.of());
    }
}
