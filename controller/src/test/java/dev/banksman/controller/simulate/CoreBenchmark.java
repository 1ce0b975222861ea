package dev.banksman.controller.simulate;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.AttemptReport;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.Effect;
import dev.banksman.controller.run.FakeActions;
import dev.banksman.controller.run.PlanScript;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunCore;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How many inputs per second the core decides and folds, and whether that depends on the size of the run. A main, not a
 * test: it asserts nothing and prints medians. Each attempt takes three inputs (accepted, started, ended), of which the
 * last one also sends the next.
 */
public final class CoreBenchmark {
    private static final int STEPS = 50;
    private static final int INPUTS = 200_000;
    private static final int ROUNDS = 5;
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private CoreBenchmark() {}

    public static void main(String[] args) {
        System.out.printf("%d inputs a round, median of %d rounds, %d steps%n", INPUTS, ROUNDS, STEPS);
        for (int hosts : new int[] {10, 100, 1_000, 10_000}) {
            Plan plan = plan(hosts);
            round(plan);
            double[] perSecond = IntStream.range(0, ROUNDS)
                    .mapToDouble(i -> round(plan))
                    .sorted()
                    .toArray();
            double median = perSecond[ROUNDS / 2];
            System.out.printf(
                    "%,6d hosts, %,8d tasks: %,9.0f inputs/s, %.2f us each (rounds: %s)%n",
                    hosts,
                    hosts * STEPS,
                    median,
                    1e6 / median,
                    Arrays.stream(perSecond).mapToObj("%,.0f"::formatted).collect(Collectors.joining(" ")));
        }
    }

    static Plan plan(int hosts) {
        String names = IntStream.range(0, hosts).mapToObj(i -> "host" + i).collect(Collectors.joining(" "));
        String steps = IntStream.range(0, STEPS).mapToObj(i -> "step s" + i).collect(Collectors.joining("\n"));
        return PlanScript.plan("stage all on " + names + "\n" + steps);
    }

    /** Inputs per second of reports; starting the run and greeting the hosts is not counted. */
    private static double round(Plan plan) {
        long inputs = 0;
        long nanos = 0;
        while (inputs < INPUTS) {
            var run = new Run(plan);
            long start = System.nanoTime();
            while (inputs < INPUTS && run.reportNext()) {
                inputs++;
            }
            nanos += System.nanoTime() - start;
        }
        return inputs * 1e9 / nanos;
    }

    private static final class Run {
        private final ArrayDeque<AttemptReport> reports = new ArrayDeque<>();
        private RunState state;

        Run(Plan plan) {
            state = RunState.of(plan, new FakeActions());
            fold(List.of(RunCore.planned("benchmark", plan, "nobody", AT)));
            take(new RunInput.Acquired(1, "benchmark", AT));
            take(new RunInput.Start("nobody", AT));
            plan.hosts().keySet().forEach(host -> take(new RunInput.HostConnected(host, "boot", 0, 0, List.of(), AT)));
        }

        boolean reportNext() {
            AttemptReport report = reports.poll();
            if (report == null) {
                return false;
            }
            take(new RunInput.AttemptReported(report, AT));
            return true;
        }

        private void take(RunInput input) {
            switch (RunCore.decide(state, input)) {
                case Ruling.Accepted accepted -> fold(accepted.events());
                case Ruling.Rejected rejected -> throw new IllegalStateException(rejected.reason());
            }
        }

        private void fold(List<dev.banksman.controller.run.RunEvent> events) {
            RunCore.Advance advance = RunCore.advance(state, events);
            state = advance.state();
            for (Effect effect : advance.effects()) {
                if (effect instanceof Effect.Dispatch dispatch) {
                    reports.addAll(new ArrayList<>(List.of(
                            new AttemptReport.Accepted(dispatch.attempt()),
                            new AttemptReport.Started(dispatch.attempt(), AT, 1, false),
                            new AttemptReport.Ended(
                                    dispatch.attempt(), Results.of(Outcome.SUCCEEDED, Optional.of(0))))));
                }
            }
        }
    }
}
