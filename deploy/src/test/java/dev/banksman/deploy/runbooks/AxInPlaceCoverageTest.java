package dev.banksman.deploy.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.authoring.coverage.FactKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The AX in-place upgrade: three runbooks that share fragments and one list of facts. */
class AxInPlaceCoverageTest extends RehearsedCoverage {

    private static final Path NOT_PROVOKED = Path.of("lab/ax/in-place-not-provoked.csv");

    private static final int FACTS = 205;

    AxInPlaceCoverageTest() throws IOException {
        super(
                AxInPlace.ALL.stream().map(AxInPlace::name).toList(),
                "ax-in-place",
                AxInPlace.ALL.stream()
                        .map(system -> Path.of("lab/ax", system.name(), "faults.yaml"))
                        .toList(),
                "AX",
                FACTS);
    }

    /** Also those that no fact asks for. */
    @Test
    void everyRemedyIsBroughtUpByAFaultOrSaysWhyNot() throws IOException {
        var provoked =
                faults().stream().flatMap(fault -> fault.remedy().stream()).collect(Collectors.toSet());
        var excused = Files.readAllLines(NOT_PROVOKED).stream()
                .filter(line -> !line.startsWith("#"))
                .skip(1)
                .map(line -> line.split(",", 2))
                .collect(Collectors.toMap(fields -> fields[0], fields -> fields[1]));
        var all = AxInPlace.ALL.stream()
                .flatMap(system -> system.runbook().remedies().stream())
                .map(remedy -> remedy.name())
                .collect(Collectors.toSet());

        assertThat(all).containsAll(provoked);
        all.removeAll(provoked);
        assertThat(excused.keySet()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(excused.values()).allSatisfy(reason -> assertThat(reason).hasSizeGreaterThan(20));
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
