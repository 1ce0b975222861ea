package dev.banksman.deploy.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.RunbookReader;
import dev.banksman.deploy.lab.FaultCatalogue;
import dev.banksman.deploy.runbooks.Carriers.Role;
import dev.banksman.deploy.runbooks.Coverage.Fact;
import dev.banksman.deploy.runbooks.Coverage.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every fact of a vendor's procedure is carried by its runbook in a way that fits, or says why not. */
abstract class RunbookCoverage {

    private static final int MOST_FACTS_IN_ONE_PLACE = 4;

    private final List<String> everyFact;
    private final Runbook runbook;
    private final Carriers carriers;
    private final Coverage coverage;
    private final FaultCatalogue faults;

    /**
     * @param procedure folder of the procedure in the lab, named after the runbook
     * @param facts how many facts the procedure has
     */
    RunbookCoverage(Path procedure, String prefix, int facts) throws IOException {
        everyFact = IntStream.rangeClosed(1, facts)
                .mapToObj(number -> String.format("%s-%03d", prefix, number))
                .toList();
        var name = procedure.getFileName();
        var file = Path.of("runbooks", name + ".yaml");
        runbook = switch (RunbookReader.read(file.toString(), Files.readAllBytes(file))) {
            case Read.Valid<Runbook> valid -> valid.value();
            case Read.Invalid<Runbook> invalid -> throw new AssertionError(invalid.problems());
        };
        carriers = Carriers.of(runbook);
        coverage = Coverage.read(Path.of("runbooks", name + ".coverage.csv"));
        faults = FaultCatalogue.read(procedure.resolve("faults.yaml"));
    }

    @Test
    void listNamesEveryFactOnce() {
        assertThat(coverage.facts().keySet()).containsExactlyElementsOf(everyFact);
    }

    @Test
    void everyFactIsCarriedOrSaysWhyNot() {
        for (var fact : coverage.facts().values()) {
            var carried =
                    !carriers.carrying(fact.id()).isEmpty() || fact.stage().isPresent();
            assertThat(carried)
                    .as("%s carried, against reason %s", fact.id(), fact.reason())
                    .isNotEqualTo(fact.reason().isPresent());
        }
    }

    @Test
    void kindsFitWhatCarriesThem() {
        for (var fact : coverage.facts().values()) {
            var fitting = fitting(fact.kind());
            assertThat(carriers.carrying(fact.id()))
                    .as("what carries %s, a %s", fact.id(), fact.kind())
                    .allSatisfy(carrier -> assertThat(carrier.roles()).containsAnyElementsOf(fitting));
        }
    }

    private static List<Role> fitting(Kind kind) {
        return switch (kind) {
            case CHK, PRE -> List.of(Role.CHECK);
            case ACT, BAK, RST -> List.of(Role.ACTION, Role.GATE);
            case ORD -> List.of(Role.INTERLOCK);
            case DEC -> List.of(Role.PARAMETER, Role.CONDITIONAL);
            case TRB -> List.of(Role.REMEDY);
            case LOOP -> List.of();
            case INFO, WARN -> List.of(Role.values());
        };
    }

    @Test
    void repetitionsAreRollingStagesOfManyHosts() {
        for (var fact : of(Kind.LOOP)) {
            var name = fact.stage().orElseThrow();
            var stage = runbook.stages().stream()
                    .filter(s -> s.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            assertThat(stage.rolling())
                    .as("rolling of %s (%s)", name, fact.id())
                    .isPresent();
            assertThat(runbook.roles().get(stage.role()).atMost()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    @Test
    void noPlaceCarriesMoreThanAPersonCanCheckAgainstTheText() {
        assertThat(carriers.all())
                .allSatisfy(carrier -> assertThat(carrier.facts())
                        .as("facts of %s", carrier.name())
                        .hasSizeLessThanOrEqualTo(MOST_FACTS_IN_ONE_PLACE)
                        .isSubsetOf(coverage.facts().keySet()));
    }

    @Test
    void everyCheckAndEveryTroubleHasAFaultThatMakesItFire() {
        var fired = new HashSet<String>();
        faults.faults().values().forEach(fault -> fired.addAll(fault.fires()));

        var needed = new HashSet<String>();
        of(Kind.CHK).forEach(fact -> needed.add(fact.id()));
        of(Kind.TRB).forEach(fact -> needed.add(fact.id()));

        assertThat(fired).containsExactlyInAnyOrderElementsOf(needed);
    }

    @Test
    void faultsNameTheCheckOrRemedyThatCarriesTheirFacts() {
        for (var fault : faults.faults().values()) {
            for (var fact : fault.fires()) {
                var places = carriers.carrying(fact).stream()
                        .map(Carriers.Carrier::name)
                        .toList();
                var shown = Set.of(fault.step(), "remedy " + fault.remedy().orElse("(none)"));
                assertThat(places).as("%s fires %s", fault.name(), fact).containsAnyElementsOf(shown);
            }
        }
    }

    private List<Fact> of(Kind kind) {
        return coverage.facts().values().stream()
                .filter(fact -> fact.kind() == kind)
                .toList();
    }
}
