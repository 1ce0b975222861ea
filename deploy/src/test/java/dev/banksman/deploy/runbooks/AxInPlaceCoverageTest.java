package dev.banksman.deploy.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.authoring.coverage.FactKind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The AX in-place upgrade: three runbooks that share fragments and one list of facts. */
class AxInPlaceCoverageTest extends RunbookCoverage {

    private static final int FACTS = 205;

    AxInPlaceCoverageTest() throws IOException {
        super(AxInPlace.ALL.stream().map(AxInPlace::name).toList(), "ax-in-place", "AX", FACTS);
    }

    @Test
    void theSixStepsOfTheCircleAreThereForEachLayer() {
        assertThat(coverage().of(FactKind.LOOP)).isNotEmpty().allSatisfy(row -> {
            for (var layer : List.of("isv", "var", "cus", "usr")) {
                assertThat(row.carriers())
                        .as("%s in layer %s", row.fact(), layer)
                        .anySatisfy(carrier ->
                                assertThat(carrier.place()).matches("(code|rebuild|put-back)-" + layer + "[.-].*"));
            }
        });
    }
}
