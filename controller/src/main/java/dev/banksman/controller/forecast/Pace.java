package dev.banksman.controller.forecast;

import dev.banksman.controller.forecast.RunTimes.TaskTime;
import dev.banksman.controller.forecast.Spread.Basis;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.TaskKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long each task of a plan takes, by what earlier runs of its runbook showed. The nearest match wins: the same step on
 * the same host; the same step on other hosts of its role; the same step in another version of the runbook; a guess. Each
 * of these looks at the newest {@value #NEWEST} times. Immutable but for a memory of what was looked up; for one thread.
 */
public final class Pace {

    /** Of many times that match, so many of the newest count: how it was years ago says little. */
    static final int NEWEST = 50;

    /** A step that was never seen: checks look, others do something, and a machine takes its time to start. */
    static final Duration GUESSED_CHECK = Duration.ofSeconds(5);

    static final Duration GUESSED_ACTION = Duration.ofMinutes(1);
    static final Duration GUESSED_RESTART = Duration.ofMinutes(5);
    static final Duration GUESSED_GATE = Duration.ofMinutes(10);

    private final Plan plan;
    private final int runs;
    private final Map<String, PlannedStep> steps = new HashMap<>();
    private final Map<String, List<Duration>> byHost = new HashMap<>();
    private final Map<String, List<Duration>> byStep = new HashMap<>();
    private final Map<String, List<Duration>> ofOthers = new HashMap<>();
    private final Map<String, Spread> found = new HashMap<>();

    private Pace(Plan plan, int runs) {
        this.plan = plan;
        this.runs = runs;
    }

    /** For a plan, from runs of its runbook in any order; runs of other runbooks say nothing. */
    public static Pace of(Plan plan, List<RunTimes> earlier) {
        var same = earlier.stream()
                .filter(run -> run.runbook().equals(plan.runbook()))
                .sorted(Comparator.comparing(RunTimes::planned).reversed().thenComparing(RunTimes::run))
                .toList();
        var pace = new Pace(plan, same.size());
        plan.stages()
                .forEach(stage ->
                        stage.steps().forEach(step -> pace.steps.put(stage.name() + "." + step.name(), step)));
        same.forEach(pace::add);
        return pace;
    }

    private void add(RunTimes run) {
        boolean sameVersion = run.version().equals(plan.runbookVersion());
        for (TaskTime time : run.tasks()) {
            String step = time.stage() + "." + time.step();
            if (sameVersion) {
                put(byHost, step + "@" + time.host(), time.took());
                put(byStep, step, time.took());
            } else {
                put(ofOthers, step, time.took());
            }
        }
    }

    private static void put(Map<String, List<Duration>> times, String key, Duration took) {
        var list = times.computeIfAbsent(key, k -> new ArrayList<>());
        if (list.size() < NEWEST) {
            list.add(took);
        }
    }

    /** How many earlier runs there are. */
    public int runs() {
        return runs;
    }

    /** Of a task; of a gate, how long people took to decide it. */
    public Spread of(TaskKey task) {
        return of(task.stage(), task.step(), task.host());
    }

    public Spread of(String stage, String step, String host) {
        String name = stage + "." + step;
        return found.computeIfAbsent(name + "@" + host, key -> find(name, key));
    }

    private Spread find(String step, String onHost) {
        return seen(byHost, onHost, Basis.SAME_HOST)
                .or(() -> seen(byStep, step, Basis.SAME_ROLE))
                .or(() -> seen(ofOthers, step, Basis.OTHER_VERSION))
                .orElseGet(() -> guess(Optional.ofNullable(steps.get(step))));
    }

    private static Optional<Spread> seen(Map<String, List<Duration>> times, String key, Basis basis) {
        return Optional.ofNullable(times.get(key)).map(list -> Spread.of(list, basis));
    }

    /** A guess is as likely to be twice too long as it is to be three times too short. */
    private static Spread guess(Optional<PlannedStep> step) {
        Optional<Duration> gate =
                step.flatMap(PlannedStep::gate).map(g -> g.expectedDuration().orElse(GUESSED_GATE));
        if (gate.isPresent()) {
            return Spread.of(List.of(gate.get()), Basis.GUESS);
        }
        boolean check = step.filter(PlannedStep::check).isPresent();
        boolean restart = step.flatMap(PlannedStep::action)
                .filter(action -> action.action().equals("reboot"))
                .isPresent();
        Duration likely = restart ? GUESSED_RESTART : check ? GUESSED_CHECK : GUESSED_ACTION;
        return Spread.of(List.of(likely.dividedBy(2), likely, likely.multipliedBy(3)), Basis.GUESS);
    }
}
