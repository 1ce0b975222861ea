package dev.banksman.controller.forecast;

import dev.banksman.controller.forecast.RunTimes.TaskTime;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.FakeActions;
import dev.banksman.controller.run.PlanScript;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How much processor time a forecast takes, by the size of the plan, or for the numbers of hosts given. A main, not a test:
 * it asserts nothing and prints.
 */
public final class ForecastBenchmark {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int STEPS = 40;

    private ForecastBenchmark() {}

    public static void main(String[] args) {
        int[] sizes = args.length == 0
                ? new int[] {2, 10, 25, 100, 500, 2500}
                : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        for (int hosts : sizes) {
            Plan plan = plan(hosts);
            Pace pace = Pace.of(plan, List.of(times(plan, 1), times(plan, 2), times(plan, 3)));
            for (int round = 0; round < 3; round++) {
                long start = processorTime();
                Forecast forecast = Forecaster.of(plan, new FakeActions(), pace, NOW);
                System.out.printf(
                        "%,8d tasks: %d plays, %,d ms, finish %s to %s, path of %d pieces%n",
                        hosts * STEPS,
                        forecast.plays(),
                        (processorTime() - start) / 1_000_000,
                        forecast.finish().likely(),
                        forecast.finish().latest(),
                        forecast.path().size());
            }
        }
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Plan plan(int hosts) {
        String names = IntStream.range(0, hosts).mapToObj(i -> "host" + i).collect(Collectors.joining(" "));
        String steps = IntStream.range(0, STEPS / 2).mapToObj(i -> "step s" + i).collect(Collectors.joining("\n"));
        return PlanScript.plan("stage a on " + names + "\n" + steps + "\nstage b on " + names
                + " needs a rolling canary=1 soak=5m batch=10 max-failures=0\n" + steps);
    }

    private static RunTimes times(Plan plan, int run) {
        var tasks = new ArrayList<TaskTime>();
        plan.stages()
                .forEach(stage -> stage.steps()
                        .forEach(step -> stage.hosts()
                                .forEach(host -> tasks.add(new TaskTime(
                                        stage.name(),
                                        step.name(),
                                        stage.role(),
                                        host,
                                        false,
                                        Duration.ofSeconds(20L * run + host.length()))))));
        return new RunTimes("run-" + run, plan.runbook(), plan.runbookVersion(), NOW.plusSeconds(run), true, tasks);
    }
}
