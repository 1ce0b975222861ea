package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.runbook.RemedyMatch;
import dev.banksman.deploy.lab.FaultCatalogue.Fault;
import dev.banksman.deploy.lab.Walk.Stepped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The people of a walk at a step that fails: they do what the procedure's answers file says about it, run the remedy it
 * names where the runbook offers it, and have the step tried again.
 */
final class Mended implements Walk.Observer {

    /**
     * A step that failed.
     *
     * @param offered every remedy that the runbook has for this failure
     * @param applied the one that was run
     */
    record Failure(Stepped stepped, List<String> offered, Optional<String> applied) {}

    private final Tour tour;
    private final Mends mends;
    private final List<Failure> failures = new ArrayList<>();

    private Mended(Tour tour, Mends mends) {
        this.tour = tour;
        this.mends = mends;
    }

    List<Failure> failures() {
        return failures;
    }

    /** There were failures at the step where a fault shows; its remedy was offered, and run where it does something. */
    static void assertShown(Fault fault, List<Failure> failures) {
        var there = failures.stream()
                .filter(failure -> failure.stepped().name().equals(fault.step()))
                .toList();
        assertThat(there).as("failures at %s", fault.step()).isNotEmpty();
        fault.remedy().ifPresent(remedy -> {
            assertThat(there)
                    .extracting(Failure::offered)
                    .anySatisfy(remedies -> assertThat(remedies).contains(remedy));
            if (fault.mends().stream().anyMatch(mend -> mend.remedy().equals(fault.remedy()))) {
                assertThat(there)
                        .flatExtracting(failure -> failure.applied().stream().toList())
                        .contains(remedy);
            }
        });
    }

    /** Orders faults, walks the procedure to its end, and says what failed on the way. */
    static List<Failure> on(Tour tour, LabProcedure procedure, List<String> faults) throws Exception {
        var catalogue = FaultCatalogue.read(procedure.faults());
        var orders = new OrderedFaults(tour.bench().folder, catalogue, procedure.hosts());
        for (var fault : faults) {
            orders.fault(fault);
        }
        var people = new Mended(
                tour,
                new Mends(OrderedFaults.ordered(tour.bench().folder, catalogue), Answers.read(procedure.answers())));
        tour.walk().go(people);
        return people.failures();
    }

    @Override
    public boolean failed(Stepped stepped) throws IOException, InterruptedException {
        var offered = matching(tour.plan(), stepped);
        var runnable = offered.stream()
                .filter(remedy -> remedy.tryAction().isPresent())
                .map(PlannedRemedy::name)
                .toList();
        var mend = mends.next(stepped.name(), stepped.host(), runnable)
                .orElseThrow(() -> new AssertionError("nobody mends " + said(stepped) + ", offered " + offered));
        failures.add(
                new Failure(stepped, offered.stream().map(PlannedRemedy::name).toList(), mend.remedy()));
        if (mend.task().isPresent()) {
            var trouble = new Hands(tour.bench().folder)
                    .doWork(stepped.host(), mend.task().get(), Map.of());
            trouble.ifPresent(words -> {
                throw new AssertionError(stepped.name() + ": " + words);
            });
        }
        for (var remedy : offered) {
            if (mend.remedy().filter(remedy.name()::equals).isPresent()) {
                var finding = tour.walk().remedy(remedy.name(), host(remedy, stepped.host()));
                if (!finding.succeeded()) {
                    throw new AssertionError("remedy " + remedy.name() + ": " + finding);
                }
            }
        }
        return !mend.leave();
    }

    private static String said(Stepped stepped) {
        return stepped.name() + " on " + stepped.host() + " (" + stepped.finding() + ")";
    }

    private String host(PlannedRemedy remedy, String failed) {
        return remedy.onRole()
                .map(role -> tour.plan().roles().get(role).getFirst())
                .orElse(failed);
    }

    /** Looks where the controller looks: at what an agent reports of a failure, not at all that was printed. */
    private static List<PlannedRemedy> matching(Plan plan, Stepped failed) {
        var finding = failed.finding();
        var observation = finding.observation();
        var text = String.join(
                "\n",
                finding.message(),
                observation.getExpected(),
                observation.getObserved(),
                String.join("\n", observation.getDetailsMap().values()));
        return plan.remedies().stream()
                .filter(remedy -> RemedyMatch.covers(
                        remedy.step(), failed.stage().name(), failed.step().name()))
                .filter(remedy -> remedy.output()
                        .map(output -> Pattern.compile(output).matcher(text).find())
                        .orElse(false))
                .toList();
    }
}
