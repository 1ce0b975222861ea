package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunInput.Decide;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When a run may be taken back to a restore point. Each rule gives the reason why not, or empty. */
final class RestoreRules {
    private RestoreRules() {}

    static Optional<String> goBack(Draft draft, Decide input) {
        RunState state = draft.state();
        if (state.phase() != RunPhase.RUNNING) {
            return Optional.of("run " + state.run() + " is " + state.phase());
        }
        var known = state.index.restorePoints().keySet();
        Optional<String> name = input.target().restorePoint();
        Optional<Place> point = name.flatMap(state.index::restorePoint);
        if (point.isEmpty()) {
            return Optional.of("go-back needs the name of a restore point"
                    + name.map(n -> ", and " + n + " is none").orElse("")
                    + (known.isEmpty() ? "; this plan has none" : "; this plan has " + String.join(", ", known)));
        }
        List<String> tooLong = EvidenceRules.tooLong(input.evidence());
        if (!tooLong.isEmpty()) {
            return Optional.of(String.join("; ", tooLong));
        }
        Optional<String> obstacle = obstacle(state, name.get(), point.get(), input.evidence());
        if (obstacle.isPresent()) {
            return obstacle;
        }
        DecisionRules.record(
                draft,
                input,
                new Target(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        name));
        draft.emit(new RunEvent.WentBack(
                name.get(), state.facts.generation() + 1, input.by(), input.reason(), draft.at()));
        return Optional.empty();
    }

    /** Where there is a way back to, be it that something has to end before. */
    static List<String> reached(RunState state) {
        return state.index.restorePoints().entrySet().stream()
                .filter(entry -> notReached(state, entry.getKey(), entry.getValue())
                        .or(() -> pastNoReturn(state, entry.getKey(), entry.getValue()))
                        .isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The choice to go back, where there is one. */
    static List<DecisionKind> choice(RunState state) {
        return reached(state).isEmpty() ? List.of() : List.of(DecisionKind.GO_BACK);
    }

    private static Optional<String> obstacle(RunState state, String name, Place point, Map<String, String> evidence) {
        return notReached(state, name, point)
                .or(() -> pastNoReturn(state, name, point))
                .or(() -> stillOut(state, name, point, evidence))
                .or(() -> laterPoint(state, name, point));
    }

    /** Done everywhere: a step that a person skipped, or that failed and was passed, has no state to go back to. */
    private static Optional<String> notReached(RunState state, String name, Place point) {
        StageState now = state.stages.get(point.stage().index());
        int step = point.step().index();
        int done = now.done().get(step);
        return done > 0 && done + now.aside().get(step) == point.stage().hosts().size()
                ? Optional.empty()
                : Optional.of("restore point " + name + " is not there: "
                        + point.stage().name() + "." + point.step().name() + " is not done on every host");
    }

    /** Going back past a later restore point would leave behind what was done since that one. */
    private static Optional<String> laterPoint(RunState state, String name, Place point) {
        List<Integer> behind = behind(state, point);
        return state.index.restorePoints().entrySet().stream()
                .filter(later -> !later.getKey().equals(name))
                .filter(later -> isBehind(behind, point, later.getValue()))
                .filter(later ->
                        notReached(state, later.getKey(), later.getValue()).isEmpty()
                                && begunBehind(state, later.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .map(later -> "restore point " + later + " lies behind " + name
                        + ", and work behind it has begun: pause" + " the run, go back to " + later + " first, and to "
                        + name + " when that is restored");
    }

    private static boolean isBehind(List<Integer> behind, Place point, Place other) {
        return behind.contains(other.stage().index())
                && (other.stage().index() != point.stage().index()
                        || other.step().index() > point.step().index());
    }

    private static boolean begunBehind(RunState state, Place point) {
        boolean later = state.index.after(point.stage().index()).stream()
                .anyMatch(stage -> state.stages.get(stage).phase() != StageState.Phase.PENDING);
        return later
                || state.stages.get(point.stage().index()).tracks().values().stream()
                        .flatMap(track ->
                                track.tasks().stream().skip(point.step().index() + 1L))
                        .anyMatch(task -> !task.attempts().isEmpty() || task.state() == TaskState.SUCCEEDED);
    }

    private static Optional<String> pastNoReturn(RunState state, String name, Place point) {
        var stages = state.index.plan.stages();
        for (int index : behind(state, point)) {
            PlannedStage stage = stages.get(index);
            if (state.stages.get(index).phase() == StageState.Phase.PENDING) {
                continue;
            }
            for (var step : stage.steps()) {
                boolean later = index != point.stage().index()
                        || step.index() > point.step().index();
                if (later && step.pointOfNoReturn()) {
                    for (String host : stage.hosts()) {
                        Optional<Task> task = state.task(new Place(stage, step, host));
                        boolean begun = task.filter(t -> t.state() == TaskState.SUCCEEDED
                                        || !t.attempts().isEmpty())
                                .isPresent();
                        if (begun) {
                            return Optional.of("the point of no return " + stage.name() + "." + step.name()
                                    + " has been passed on " + host + " since restore point " + name);
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Something of what would be taken back may still run. Of a host that is out of the run a person may say that it does
     * nothing any more, as evidence under the host's name: whatever it ran all the same is cancelled when it is heard of
     * again, and it is included only after that.
     */
    private static Optional<String> stillOut(RunState state, String name, Place point, Map<String, String> evidence) {
        List<Integer> behind = behind(state, point);
        return state.attempts.values().stream()
                .filter(attempt -> !vouchedFor(state, attempt, evidence))
                .filter(attempt -> state.index
                        .place(attempt.task())
                        .filter(place -> behind.contains(place.stage().index())
                                && (place.stage().index() != point.stage().index()
                                        || place.step().index() >= point.step().index()))
                        .isPresent())
                .findFirst()
                .map(attempt -> attempt.task() + " is behind restore point " + name + ", and its attempt "
                        + attempt.key()
                        + (attempt.live() ? " is still out; pause the run and wait for its end" : givenUp(attempt)));
    }

    private static boolean vouchedFor(RunState state, Attempt attempt, Map<String, String> evidence) {
        String host = attempt.key().host();
        return !attempt.live()
                && host.equals(attempt.task().host())
                && state.host(host).excluded()
                && !evidence.getOrDefault(host, "").isBlank();
    }

    private static String givenUp(Attempt attempt) {
        String host = attempt.key().host();
        String unheard = " was given up: host " + host + " has not said what became of it, and has to be heard before";
        // A remedy on another host: nobody but that host can tell.
        return host.equals(attempt.task().host())
                ? unheard + ". If it does nothing any more, exclude it, and say with evidence " + host
                        + "=... how you know"
                : unheard;
    }

    private static List<Integer> behind(RunState state, Place point) {
        var behind = new ArrayList<>(state.index.after(point.stage().index()));
        behind.addFirst(point.stage().index());
        return behind;
    }
}
