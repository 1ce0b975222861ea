package dev.banksman.deploy.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.authoring.coverage.Carrier;
import dev.banksman.controller.authoring.coverage.Coverage;
import dev.banksman.controller.authoring.coverage.Coverage.Document;
import dev.banksman.controller.authoring.coverage.FactKind;
import dev.banksman.controller.authoring.coverage.FactList;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.RunbookReader;
import dev.banksman.controller.runbook.compose.Bundle;
import dev.banksman.deploy.lab.FaultCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every fact of a vendor's procedure is carried by its runbooks in a way that fits, or says why not; and the lab can make
 * each check and each trouble happen. What fits is decided by the product ({@code banksman runbook coverage}).
 */
abstract class RunbookCoverage {

    private static final Path RUNBOOKS = Path.of("runbooks");

    private final List<String> everyFact;
    private final Coverage coverage;
    private final FaultCatalogue faults;

    /**
     * @param runbooks names of the runbooks that share a list
     * @param list name of the list, without its ending
     * @param faults the lab's faults for them
     * @param prefix of the facts' IDs, which are numbered from 1 to {@code facts}
     */
    RunbookCoverage(List<String> runbooks, String list, Path faults, String prefix, int facts) throws IOException {
        this.everyFact = IntStream.rangeClosed(1, facts)
                .mapToObj(number -> String.format("%s-%03d", prefix, number))
                .toList();
        var csv = RUNBOOKS.resolve(list + ".coverage.csv");
        this.coverage = Coverage.of(
                runbooks.stream().map(RunbookCoverage::document).toList(),
                valid(FactList.read(csv.toString(), Files.readString(csv))));
        this.faults = FaultCatalogue.read(faults);
    }

    private static Document document(String name) {
        var file = RUNBOOKS.resolve(name + ".yaml");
        var bytes = Bundle.read(file, RunbookCoverage::bytes);
        return new Document(file.toString(), valid(RunbookReader.read(file.toString(), bytes)));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T valid(Read<T> read) {
        return switch (read) {
            case Read.Valid<T> valid -> valid.value();
            case Read.Invalid<T> invalid -> throw new AssertionError(invalid.problems());
        };
    }

    Coverage coverage() {
        return coverage;
    }

    @Test
    void listNamesEveryFactOnce() {
        assertThat(coverage.rows()).extracting(Coverage.Row::fact).containsExactlyElementsOf(everyFact);
    }

    @Test
    void everyFactIsCarriedByWhatFitsItOrSaysWhyNot() {
        assertThat(coverage.problems()).isEmpty();
    }

    @Test
    void everyCheckAndEveryTroubleHasAFaultThatMakesItFire() {
        var fired = new HashSet<String>();
        faults.faults().values().forEach(fault -> fired.addAll(fault.fires()));

        var needed = new HashSet<String>();
        coverage.of(FactKind.CHK).forEach(row -> needed.add(row.fact()));
        coverage.of(FactKind.TRB).forEach(row -> needed.add(row.fact()));

        assertThat(fired).containsExactlyInAnyOrderElementsOf(needed);
    }

    @Test
    void faultsNameTheCheckOrRemedyThatCarriesTheirFacts() {
        for (var fault : faults.faults().values()) {
            for (var fact : fault.fires()) {
                var places = coverage.rows().stream()
                        .filter(row -> row.fact().equals(fact))
                        .flatMap(row -> row.carriers().stream())
                        .map(Carrier::place)
                        .toList();
                var shown = Set.of(fault.step(), "remedy " + fault.remedy().orElse("(none)"));
                assertThat(places).as("%s fires %s", fault.name(), fact).containsAnyElementsOf(shown);
            }
        }
    }
}
