package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.deploy.lab.Mended.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The upgrade of an AX model from start to end on the lab, with the agent's own actions: on each way without a failure, and
 * with every fault of the catalogue, each in a walk of its own: it shows at its step, its remedy is offered, and once it
 * is mended the rest goes through and leads to the same model store. The usual run has a sample of them.
 */
class AxModelFaultsTest {

    private static final String UPGRADED = "Contoso Sales 1.1.0.0";

    static Stream<Map<String, String>> ways() {
        return Stream.of(
                Map.of(),
                Map.of("tool", "axutil"),
                Map.of("compile-with", "axbuild", "install-mode", "off"),
                Map.of("tool", "axutil", "compile-with", "axbuild", "install-mode", "off"));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("ways")
    void everyWayUpgradesTheModelAndKeepsItsIds(Map<String, String> way, @TempDir Path directory) throws Exception {
        assertThat(failures(directory, way, List.of())).isEmpty();
    }

    static Stream<String> faults() throws IOException {
        return FaultCatalogue.read(Bench.AX_MODEL.faults()).faults().keySet().stream();
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("faults")
    void faultShowsOffersItsRemedyAndIsMended(String name, @TempDir Path directory) throws Exception {
        isMended(name, directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"conflict", "conflict-left-by-axutil"})
    void conflictIsPushedResolvedAndDeletedByEitherTool(String name, @TempDir Path directory) throws Exception {
        isMended(name, directory);
    }

    private static void isMended(String name, Path directory) throws Exception {
        var fault = FaultCatalogue.read(Bench.AX_MODEL.faults()).named(name);

        var failures = failures(directory, fault.with(), List.of(name));

        Mended.assertShown(fault, failures);
    }

    /** What failed on the way to the end, which must be the upgraded model under its former IDs. */
    private static List<Failure> failures(Path directory, Map<String, String> parameters, List<String> faults)
            throws Exception {
        try (var tour = Tour.in(directory, Bench.AX_MODEL, parameters)) {
            var failures = Mended.on(tour, Bench.AX_MODEL, faults);
            assertThat(models(tour.bench().folder)).contains(UPGRADED).noneMatch(model -> model.contains("Conflict"));
            assertThat(tour.bench()
                            .query("AX_test_model", "SELECT AXID FROM MODELELEMENT WHERE NAME = 'ContosoSalesPost'"))
                    .containsExactly("1000315");
            return failures;
        }
    }

    private static List<String> models(LabFolder folder) throws IOException {
        var models = new ArrayList<String>();
        for (int id = 100; ; id++) {
            var model = "systems/test/model-store/models/" + id + "/";
            var name = folder.state(model + "name");
            if (name.isPresent()) {
                models.add(name.get() + " " + folder.state(model + "version").orElse("?"));
            } else if (id > 120) {
                return models;
            }
        }
    }
}
