package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.deploy.lab.AxInPlaceCourse.Leg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Test system, development system, data upgrade and production, one after the other in one lab, with the agent's own
 * actions: to the end without a failure, and with every fault of each procedure's catalogue, in a walk of its own.
 */
@Tag("slow")
class AxInPlaceCourseTest {

    private static AxInPlaceCourse course;

    @BeforeAll
    static void openCourse(@TempDir Path directory) {
        course = new AxInPlaceCourse(directory);
    }

    @Test
    void productionIsUpgradedWithTheModelsThatDevelopmentUpgraded() throws Exception {
        course.walk(Leg.PRODUCTION, Map.of(), List.of(), (bench, failures) -> {
            assertThat(failures).isEmpty();
            assertThat(bench.folder.state("hosts/prod-aos/installed/object-server/version"))
                    .contains("6.3.164.0");
            assertThat(bench.folder.state("hosts/prod-client/installed/client/version"))
                    .contains("6.3.164.0");
            assertThat(bench.query("PROD_AX", "SELECT COUNT(*) FROM CUSTTABLE")).containsExactly("2");
            for (var system : List.of("production", "test-in-place", "development")) {
                assertThat(models(bench.folder, system))
                        .as(system)
                        .contains("Foundation 6.3.164.0", "Fabrikam Fleet 3.0.0.0", "Contoso Sales 3.0.0.0");
            }
            assertThat(bench.query("PROD_AX_model", "SELECT AXID FROM MODELELEMENT WHERE NAME = 'ContosoSalesPost'"))
                    .containsExactly("1000315");
        });
    }

    static Stream<Arguments> faults() throws IOException {
        var faults = new ArrayList<Arguments>();
        for (var leg : List.of(Leg.DEVELOPMENT, Leg.DATA_UPGRADE, Leg.PRODUCTION)) {
            for (var fault :
                    FaultCatalogue.read(leg.procedure.faults()).faults().values()) {
                if (leg.procedure != Bench.AX_IN_PLACE || fault.with().containsKey("part")) {
                    faults.add(Arguments.of(leg, fault.name()));
                }
            }
        }
        return faults.stream();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultShowsOffersItsRemedyAndIsMended(Leg leg, String name) throws Exception {
        var fault = FaultCatalogue.read(leg.procedure.faults()).named(name);

        course.walk(leg, fault.with(), List.of(name), (bench, failures) -> Mended.assertShown(fault, failures));
    }

    private static List<String> models(LabFolder folder, String system) throws IOException {
        var models = new ArrayList<String>();
        for (int id = 100; id <= 120; id++) {
            var model = "systems/" + system + "/model-store/models/" + id + "/";
            var name = folder.state(model + "name");
            if (name.isPresent()) {
                models.add(name.get() + " " + folder.state(model + "version").orElse("?"));
            }
        }
        return models;
    }
}
