package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.PlanActions;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.RunState;
import dev.banksman.controller.run.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Plays a plan once, with chosen faults, and tells what happened. Pure; nothing touches a host. Every step takes what it
 * takes usually: half of the times that were seen were shorter.
 */
public final class Simulator {

    private Simulator() {}

    /**
     * What would have happened.
     *
     * @param story durations, path, stages and outages of this one play
     * @param took from the start to the end, with the usual time of gates
     * @param withoutGates the same if gates are decided at once
     * @param tasks number of tasks in each state at the end
     * @param questions in the order in which they were answered
     */
    public record Simulation(
            Forecast story,
            RunPhase phase,
            Duration took,
            Duration withoutGates,
            Map<TaskState, Integer> tasks,
            List<Question> questions) {
        public Simulation {
            tasks = Map.copyOf(tasks);
            questions = List.copyOf(questions);
        }
    }

    /** Faults that strike nothing in a plan. */
    public static List<Fault> missing(Plan plan, List<Fault> faults) {
        return faults.stream().filter(fault -> !fault.isIn(plan)).toList();
    }

    /** @param deliberation how long people take to answer what is no gate; those take their usual time */
    public static Simulation play(
            Plan plan, PlanActions actions, Pace pace, List<Fault> faults, Duration deliberation, Instant start) {
        var from = Present.of(RunState.of(plan, new LenientActions(actions)), start);
        var played = Rehearsal.play(from, new FaultyAnswers(pace, faults), Deliberation.usual(pace, deliberation));
        var stopped = Rehearsal.play(
                from, new FaultyAnswers(pace, faults), (task, gate, waited) -> gate ? Duration.ZERO : deliberation);
        var outlook = new Outlook(from, pace);
        outlook.add(played);
        return new Simulation(
                outlook.done(played, outlook, Forecaster.ground(plan, pace)),
                played.state().phase(),
                Duration.between(start, played.end()),
                Duration.between(start, stopped.end()),
                played.state().taskCounts(),
                played.trace().questions());
    }
}
