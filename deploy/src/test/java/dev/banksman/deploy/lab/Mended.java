package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.runbook.RemedyMatch;
import dev.banksman.deploy.lab.Answers.Mend;
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

    private static final int MOST_FAILURES_OF_A_STEP = 4;

    /**
     * A step that failed.
     *
     * @param offered every remedy that the runbook has for this failure
     */
    record Failure(Stepped stepped, List<String> offered) {}

    private final Tour tour;
    private final boolean everything;
    private final Answers answers;
    private final List<Failure> failures = new ArrayList<>();

    /** @param everything whether people do the next thing that the file has about a step, when the one before did not help */
    private Mended(Tour tour, Answers answers, boolean everything) {
        this.tour = tour;
        this.answers = answers;
        this.everything = everything;
    }

    List<Failure> failures() {
        return failures;
    }

    /** Failures at the step where a fault shows, at least one; those to which its remedy was offered. */
    static void assertShown(Fault fault, List<Failure> failures, boolean eachTime) {
        var there = failures.stream()
                .filter(failure -> failure.stepped().name().equals(fault.step()))
                .toList();
        assertThat(there).as("failures at %s", fault.step()).isNotEmpty();
        fault.remedy().ifPresent(remedy -> {
            var offered = assertThat(there).extracting(Failure::offered);
            if (eachTime) {
                offered.allSatisfy(remedies -> assertThat(remedies).contains(remedy));
            } else {
                offered.anySatisfy(remedies -> assertThat(remedies).contains(remedy));
            }
        });
    }

    /** Orders faults, walks the procedure to its end, and says what failed on the way. */
    static List<Failure> on(Tour tour, LabProcedure procedure, List<String> faults, boolean everything)
            throws Exception {
        var orders = new OrderedFaults(tour.bench().folder, FaultCatalogue.read(procedure.faults()), procedure.hosts());
        for (var fault : faults) {
            orders.fault(fault);
        }
        var people = new Mended(tour, Answers.read(procedure.answers()), everything);
        tour.walk().go(people);
        return people.failures();
    }

    @Override
    public boolean failed(Stepped stepped) throws IOException, InterruptedException {
        var offered = matching(tour.plan(), stepped);
        failures.add(
                new Failure(stepped, offered.stream().map(PlannedRemedy::name).toList()));
        var runnable = offered.stream()
                .filter(remedy -> remedy.tryAction().isPresent())
                .map(PlannedRemedy::name)
                .toList();
        var mend = chosen(stepped.name(), runnable)
                .orElseThrow(() -> new AssertionError("nobody mends " + said(stepped) + ", offered " + offered));
        if (failures.stream()
                        .filter(failure -> failure.stepped().name().equals(stepped.name()))
                        .count()
                > MOST_FAILURES_OF_A_STEP) {
            throw new AssertionError(said(stepped) + " fails again and again");
        }
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
        return true;
    }

    /** The first that the file has; in a walk through everything, the next one each time. */
    private Optional<Mend> chosen(String step, List<String> runnable) {
        if (!everything) {
            return answers.mend(step, runnable);
        }
        var mends = answers.mends().stream()
                .filter(mend -> mend.step().equals(step))
                .filter(mend -> mend.remedy().map(runnable::contains).orElse(true))
                .toList();
        var times = failures.stream()
                .filter(failure -> failure.stepped().name().equals(step))
                .count();
        return mends.isEmpty() ? Optional.empty() : Optional.of(mends.get((int) (times - 1) % mends.size()));
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
