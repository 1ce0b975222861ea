package dev.banksman.deploy.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.authoring.coverage.Carrier;
import dev.banksman.controller.authoring.coverage.FactKind;
import dev.banksman.deploy.lab.FaultCatalogue;
import dev.banksman.deploy.lab.FaultCatalogue.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Of runbooks with a lab: it can make each check and each trouble happen. */
abstract class RehearsedCoverage extends RunbookCoverage {

    private final List<Fault> faults = new ArrayList<>();

    /** @param catalogues the lab's faults for the runbooks */
    RehearsedCoverage(List<String> runbooks, String list, List<Path> catalogues, String prefix, int facts)
            throws IOException {
        super(runbooks, list, prefix, facts);
        for (var catalogue : catalogues) {
            faults.addAll(FaultCatalogue.read(catalogue).faults().values());
        }
    }

    List<Fault> faults() {
        return faults;
    }

    @Test
    void everyCheckAndEveryTroubleHasAFaultThatMakesItFire() {
        var fired = new HashSet<String>();
        faults.forEach(fault -> fired.addAll(fault.fires()));

        var needed = new HashSet<String>();
        coverage().of(FactKind.CHK).forEach(row -> needed.add(row.fact()));
        coverage().of(FactKind.TRB).forEach(row -> needed.add(row.fact()));

        assertThat(fired).containsExactlyInAnyOrderElementsOf(needed);
    }

    @Test
    void faultsNameTheCheckOrRemedyThatCarriesTheirFacts() {
        for (var fault : faults) {
            for (var fact : fault.fires()) {
                var places = coverage().rows().stream()
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
