package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.deploy.lab.Mended.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The test system of an in-place upgrade from start to end on the lab, with the agent's own actions: without a failure, and
 * with every fault of the catalogue, each in a walk of its own: it shows at its step, its remedy is offered, and once it is
 * mended the rest goes through and leads to the same system.
 */
class AxInPlaceFaultsTest {

    private static final String STATE = "systems/test-in-place/";

    @Test
    void productionOfOneDatabaseIsCopiedSplitAndUpgraded(@TempDir Path directory) throws Exception {
        assertThat(failures(directory, Map.of(), List.of())).isEmpty();
    }

    /** Each with the version that it leads to; R2 compiles by the client. */
    static Stream<Map<String, String>> ways() {
        return Stream.of(
                Map.of("source", "r2"),
                Map.of("source", "r2", "r2-aos", "kept-for-databases"),
                Map.of("target", "r2", "media", "@lab@/programs/AX2012R2"),
                Map.of("axbuild-aos", "stopped", "outside-aot", "false", "country-region-features", "true"),
                Map.of("synchronize-production", "verify", "export-single-models", "true"));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("ways")
    void everyWayLeadsToTheNewVersion(Map<String, String> way, @TempDir Path directory) throws Exception {
        var ordered = "r2".equals(way.get("source")) ? List.of("production-runs-r2") : List.<String>of();

        assertThat(failures(directory, way, ordered)).isEmpty();
    }

    static Stream<String> faults() throws IOException {
        return FaultCatalogue.read(Bench.AX_IN_PLACE.faults()).faults().values().stream()
                // Of the part create; AxInPlaceCourseTest has the others.
                .filter(fault -> !fault.with().containsKey("part"))
                .map(FaultCatalogue.Fault::name)
                .filter(name -> !name.equals("production-runs-r2"));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("faults")
    void faultShowsOffersItsRemedyAndIsMended(String name, @TempDir Path directory) throws Exception {
        var fault = FaultCatalogue.read(Bench.AX_IN_PLACE.faults()).named(name);

        var failures = failures(directory, fault.with(), List.of(name));

        Mended.assertShown(fault, failures);
    }

    /** What failed on the way to the end, which must be a test system of the new version with production's data. */
    private static List<Failure> failures(Path directory, Map<String, String> parameters, List<String> faults)
            throws Exception {
        try (var tour = Tour.in(directory, Bench.AX_IN_PLACE, parameters)) {
            var folder = tour.bench().folder;
            var failures = Mended.on(tour, Bench.AX_IN_PLACE, faults);
            assertThat(folder.state(STATE + "databases/model-store")).contains("TEST_AX_model");
            assertThat(folder.state("hosts/localhost/installed/object-server/version"))
                    .contains("r2".equals(parameters.get("target")) ? "6.2.158.0" : "6.3.164.0");
            assertThat(tour.bench().query("TEST_AX", "SELECT COUNT(*) FROM CUSTTABLE"))
                    .containsExactly("2");
            return failures;
        }
    }
}
