package dev.banksman.deploy.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.authoring.coverage.Carrier;
import dev.banksman.controller.authoring.coverage.FactKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The GP web client's scale-out upgrade. */
class GpRunbookCoverageTest extends RehearsedCoverage {

    private static final String NAME = "gp-scale-out-upgrade";
    private static final int FACTS = 53;

    GpRunbookCoverageTest() throws IOException {
        super(List.of(NAME), NAME, List.of(Path.of("lab/gp/gp-scale-out-upgrade/faults.yaml")), "GP", FACTS);
    }

    /** A gate would fit too; here each of them can be looked at without a person. */
    @Test
    void checksAndPreconditionsAreLookedAtByTheHostsThemselves() {
        assertThat(Stream.of(FactKind.CHK, FactKind.PRE)
                        .flatMap(kind -> coverage().of(kind).stream())
                        .flatMap(row -> row.carriers().stream()))
                .isNotEmpty()
                .allSatisfy(carrier -> assertThat(carrier.roles())
                        .as("what %s is", carrier.place())
                        .contains(Carrier.Role.CHECK));
    }
}
