package dev.banksman.controller.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.forecast.Forecast;
import dev.banksman.controller.forecast.Forecaster;
import dev.banksman.controller.forecast.Pace;
import dev.banksman.controller.forecast.RunTimes;
import dev.banksman.controller.forecast.TimesReader;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.FakeActions;
import dev.banksman.controller.run.PlanScript;
import dev.banksman.controller.run.RunPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a forecast says beside what then happens, in simulated time. Prints both. */
class ForecastShownTest {

    private static final Plan PLAN = PlanScript.plan("""
        stage prepare on db1 a1 a2 a3 a4 w1
        step check-room check
        step copy-media
        stage stop on a1 a2 a3 a4 needs prepare
        step stop
        stage database on db1 needs stop
        gate backup-taken
        step upgrade-schema no-return
        step synchronize retry=2/10s/1m/0
        stage servers on a1 a2 a3 a4 needs database rolling canary=1 soak=5m batch=2 max-failures=0
        step upgrade done-when
        step start
        step verify check
        stage web on w1 needs database
        step upgrade
        stage done on db1 needs servers web
        gate users-may-sign-in
        step open
        """);

    @Test
    void aRunTakesWhatItsRehearsalSaidAndGatesStopTheClock() {
        Function<TaskKey, Duration> times = times(new Chance(7));
        var rehearsal = new PacedRun(PLAN, times, Duration.ZERO);
        Instant rehearsed = rehearsal.runToEnd();
        Pace pace = Pace.of(PLAN, List.of(timesOf(rehearsal)));

        Duration atGates = Duration.ofMinutes(23);
        Forecast before = Forecaster.of(PLAN, new FakeActions(), pace, PacedRun.START);
        var run = new PacedRun(PLAN, times, atGates);
        List<String> lines = new ArrayList<>();
        List<Instant> predicted = new ArrayList<>();
        say(lines, predicted, before, 2, atGates);
        for (int quarter = 1; quarter < 4; quarter++) {
            Duration far = Duration.between(PacedRun.START, rehearsed)
                    .multipliedBy(quarter)
                    .dividedBy(4);
            run.runUntil(PacedRun.START.plus(far));
            Forecast forecast = Forecaster.of(run.state(), new FakeActions(), pace, run.now());
            long decided = run.journal().stream()
                    .filter(event -> event instanceof dev.banksman.controller.run.RunEvent.DecisionTaken)
                    .count();
            Duration waited = waited(run);
            say(lines, predicted, forecast, 2 - (int) decided, atGates, waited);
        }
        Instant actual = run.runToEnd();

        lines.forEach(System.out::println);
        System.out.println("actual finish " + actual + ", rehearsed in " + Duration.between(PacedRun.START, rehearsed)
                + " without waiting at gates");
        assertThat(run.state().phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(before.finish().likely()).isEqualTo(rehearsed);
        assertThat(before.plays()).as("each time is known exactly").isEqualTo(1);
        assertThat(predicted)
                .allSatisfy(finish ->
                        assertThat(Duration.between(finish, actual).abs()).isLessThan(Duration.ofSeconds(1)));
    }

    private static void say(List<String> lines, List<Instant> predicted, Forecast forecast, int gates, Duration each) {
        say(lines, predicted, forecast, gates, each, Duration.ZERO);
    }

    /** @param waited how much of the time at the gate that is open has gone by already */
    private static void say(
            List<String> lines, List<Instant> predicted, Forecast forecast, int gates, Duration each, Duration waited) {
        assertThat(forecast.gates()).hasSize(gates);
        Instant finish =
                forecast.finish().likely().plus(each.multipliedBy(gates)).minus(waited);
        predicted.add(finish);
        lines.add("at " + forecast.now() + ": finish " + forecast.finish().likely() + ", plus the time at " + gates
                + " gates: " + finish);
    }

    private static Duration waited(PacedRun run) {
        return run.state().awaitingDecision().stream()
                .map(task -> Duration.between(task.since(), run.now()))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Test
    void nineOfTenRunsAreThereByTheLatestFinishOfTheForecast() {
        var chance = new Chance(11);
        List<RunTimes> earlier = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            var run = new PacedRun(PLAN, times(chance), Duration.ZERO);
            run.runToEnd();
            earlier.add(timesOf(run));
        }
        Forecast forecast = Forecaster.of(PLAN, new FakeActions(), Pace.of(PLAN, earlier), PacedRun.START);
        int byLikely = 0;
        int byLatest = 0;
        int runs = 100;
        for (int i = 0; i < runs; i++) {
            Instant end = new PacedRun(PLAN, times(chance), Duration.ZERO).runToEnd();
            byLikely += end.isAfter(forecast.finish().likely()) ? 0 : 1;
            byLatest += end.isAfter(forecast.finish().latest()) ? 0 : 1;
        }
        System.out.println("forecast from " + earlier.size() + " runs and " + forecast.plays() + " plays: likely "
                + forecast.finish().likely() + ", latest " + forecast.finish().latest() + "; of " + runs + " runs "
                + byLikely + " were there by the first and " + byLatest + " by the second");
        assertThat(byLikely).isBetween(runs * 25 / 100, runs * 75 / 100);
        assertThat(byLatest).isBetween(runs * 75 / 100, runs);
    }

    /** Each task takes between its usual time and half as long again. */
    private static Function<TaskKey, Duration> times(Chance chance) {
        var drawn = new HashMap<TaskKey, Duration>();
        for (var stage : PLAN.stages()) {
            for (var step : stage.steps()) {
                for (String host : stage.hosts()) {
                    Duration usual =
                            Duration.ofSeconds(30L + 97L * (1 + step.name().length() * 3L));
                    drawn.put(
                            new TaskKey(stage.name(), step.name(), host, 1),
                            usual.plus(chance.upTo(usual.dividedBy(2))));
                }
            }
        }
        return drawn::get;
    }

    private static RunTimes timesOf(PacedRun run) {
        var reader = new TimesReader(PLAN);
        run.journal().forEach(reader::take);
        return reader.done();
    }
}
