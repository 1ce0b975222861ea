package dev.banksman.controller.forecast;

import dev.banksman.controller.forecast.Forecast.Ground;
import dev.banksman.controller.forecast.Rehearsal.Played;
import dev.banksman.controller.forecast.Spread.Basis;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.PlanActions;
import dev.banksman.controller.run.RunState;
import dev.banksman.controller.simulate.Chance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Says when a run ends, by playing it many times. Pure: the same run, times and moment give the same forecast.
 *
 * <p>Cost: a play costs about as much as the core's part of the real run. {@value #MOST_PLAYS} plays are made while all of
 * them together stay below {@value #TASKS} tasks; a bigger run is played less often, {@value #LEAST_PLAYS} times at least,
 * since the more tasks there are, the less each matters. Where every time is known exactly, one play says it all.
 */
public final class Forecaster {

    static final int MOST_PLAYS = 100;
    static final int LEAST_PLAYS = 5;
    static final int TASKS = 10_000;
    /** Plays in which gates take their usual time, a quarter of the others. */
    static final int LEAST_WITH_GATES = 3;

    private Forecaster() {}

    /** Of a plan, if its run began now. */
    public static Forecast of(Plan plan, PlanActions actions, Pace pace, Instant now) {
        return of(RunState.of(plan, new LenientActions(actions)), pace, now);
    }

    /** Of a run, from where it stands. */
    public static Forecast of(RunState run, PlanActions actions, Pace pace, Instant now) {
        return of(run.asking(new LenientActions(actions)), pace, now);
    }

    private static Forecast of(RunState state, Pace pace, Instant now) {
        var from = Present.of(state, now);
        int plays = plays(state, pace);
        var outlook = new Outlook(from, pace);
        var played = new ArrayList<Played>(plays);
        for (int play = 0; play < plays; play++) {
            played.add(play(from, pace, play, Deliberation.AT_ONCE));
            outlook.add(played.getLast());
        }
        Played typical = middle(played);
        boolean gates = typical.trace().questions().stream().anyMatch(Question::gate);
        var withGates = gates ? new Outlook(from, pace) : outlook;
        if (gates) {
            var usual = Deliberation.usual(pace, Duration.ZERO);
            int more = plays == 1 ? 1 : Math.max(LEAST_WITH_GATES, plays / 4);
            for (int play = 0; play < more; play++) {
                withGates.add(play(from, pace, play, usual));
            }
        }
        return outlook.done(typical, withGates, ground(state.plan(), pace));
    }

    private static Played play(Present from, Pace pace, int number, Deliberation people) {
        var chance = new Chance(from.state().plan().hash().hashCode() * 31L + number);
        return Rehearsal.play(from, new DrawnAnswers(pace, chance), people);
    }

    /** The play whose end is nearest to the middle of all. */
    private static Played middle(List<Played> plays) {
        Instant likely = Outlook.quantile(plays.stream().map(Played::end).toList(), 0.5);
        return plays.stream()
                .min(Comparator.comparing(
                        play -> Duration.between(play.end(), likely).abs()))
                .orElseThrow();
    }

    private static int plays(RunState state, Pace pace) {
        boolean certain = state.plan().stages().stream()
                .allMatch(stage -> stage.steps().stream()
                        .allMatch(step -> step.gate().isPresent()
                                || stage.hosts().stream()
                                        .allMatch(host -> pace.of(stage.name(), step.name(), host)
                                                        .size()
                                                == 1)));
        if (certain) {
            return 1;
        }
        int tasks =
                state.taskCounts().values().stream().mapToInt(Integer::intValue).sum();
        return Math.clamp(TASKS / Math.max(1, tasks), LEAST_PLAYS, MOST_PLAYS);
    }

    static Ground ground(Plan plan, Pace pace) {
        int steps = 0;
        int seen = 0;
        for (var stage : plan.stages()) {
            for (var step : stage.steps()) {
                if (step.gate().isEmpty()) {
                    steps++;
                    boolean known = stage.hosts().stream()
                            .map(host ->
                                    pace.of(stage.name(), step.name(), host).basis())
                            .min(Comparator.naturalOrder())
                            .filter(basis -> basis != Basis.GUESS)
                            .isPresent();
                    seen += known ? 1 : 0;
                }
            }
        }
        return new Ground(pace.runs(), seen, steps);
    }
}
