package dev.banksman.deploy.simulation;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.run.TaskState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a controller has promised by what it said, held against what is durable: decisions, dispatches, acknowledgements,
 * thresholds, restarts. What is promised about processes is {@link Truth}'s.
 */
final class Promises {

    private final Truth truth;
    private final Map<String, SimulatedHost> hosts;
    private final Set<String> decided = new HashSet<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    /** What each attempt is about, and on which host. */
    private final Map<String, Sent> dispatched = new HashMap<>();
    /** Attempts that restart their host, and the start that is to end. */
    private final Map<String, String> restarting = new HashMap<>();
    /** Which hosts are in which stages. */
    private final Set<String> inside = new HashSet<>();

    private int wentBack;

    private record Sent(TaskKey task, String host) {}

    Promises(Truth truth, Map<String, SimulatedHost> hosts) {
        this.truth = truth;
        this.hosts = hosts;
    }

    /** An event has become durable. */
    void take(String id, RunView view, RunEvent event, List<SimulatedController> controllers) {
        switch (event) {
            case RunEvent.AttemptDispatched e -> {
                dispatched.put(
                        id + "/" + e.attempt(), new Sent(e.task(), e.attempt().host()));
                if (e.action().hasReboot()) {
                    restarting.put(id + "/" + e.attempt(), toEnd(id, view, e));
                }
            }
            case RunEvent.AttemptEnded e -> {
                ended.add(id + "/" + e.attempt());
                backMeansRestarted(id, e);
            }
            case RunEvent.AttemptRefused e -> ended.add(id + "/" + e.attempt());
            case RunEvent.WentBack e -> {
                wentBack++;
                nothingIsTakenBackThatRuns(view, e);
            }
            case RunEvent.DecisionTaken e -> taken.add(e.id());
            case RunEvent.HostEntered e -> {
                thresholdHolds(view, e, controllers);
                inside.add(e.stage() + "@" + e.host());
            }
            case RunEvent.HostExcluded e -> inside.removeIf(place -> place.endsWith("@" + e.host()));
            default -> {}
        }
    }

    /** How often a run was taken back to a restore point. */
    int wentBack() {
        return wentBack;
    }

    /** A person was told that this decision is taken. */
    void answered(String decision) {
        decided.add(decision);
        if (!taken.contains(decision)) {
            truth.breach("decision " + decision + " was answered, and is not durable");
        }
    }

    void arrives(String key) {
        if (!dispatched.containsKey(key)) {
            truth.breach("attempt " + key + " is dispatched, and the journal does not know it");
        }
    }

    void acknowledged(String key) {
        if (!ended.contains(key)) {
            truth.breach("the end of attempt " + key + " is acknowledged, and is not durable");
        }
    }

    /** At the end: every decision that was answered is there, and so is all that was printed. */
    void nothingIsLost() {
        for (var id : decided) {
            if (!taken.contains(id)) {
                truth.breach("decision " + id + " was answered, and is lost");
            }
        }
    }

    /** Behind the restore point nothing runs, but on hosts that a person has taken out of the run. */
    private void nothingIsTakenBackThatRuns(RunView view, RunEvent.WentBack event) {
        var point = view.plan().stages().stream()
                .filter(stage -> stage.steps().stream()
                        .flatMap(step -> step.restorePoint().stream())
                        .anyMatch(state -> state.name().equals(event.restorePoint())))
                .findFirst()
                .orElseThrow();
        var behind = behind(view.plan(), point);
        dispatched.forEach((key, sent) -> {
            boolean out = view.hosts().stream().anyMatch(host -> host.host().equals(sent.host()) && host.excluded());
            if (behind.contains(sent.task().stage()) && !out && truth.runs(key)) {
                truth.breach("the run went back to " + event.restorePoint() + ", and attempt " + key + " of "
                        + sent.task() + " still runs");
            }
        });
    }

    /** The stages that need the restore point's, and its own. */
    private static Set<String> behind(Plan plan, PlannedStage point) {
        var behind = new HashSet<>(Set.of(point.index()));
        // Stages stand behind what they need.
        for (var stage : plan.stages()) {
            if (stage.needs().stream().anyMatch(behind::contains)) {
                behind.add(stage.index());
            }
        }
        return behind.stream().map(index -> plan.stages().get(index).name()).collect(Collectors.toSet());
    }

    /** The start of the host that a restart is to end: that under which the step ended, or else the present one. */
    private String toEnd(String id, RunView view, RunEvent.AttemptDispatched event) {
        return view.task(event.task().stage(), event.task().step(), event.task().host()).stream()
                .flatMap(task -> task.attempts().stream())
                .filter(attempt -> attempt.purpose() == Plan.Purpose.EXECUTE)
                .reduce((first, last) -> last)
                .filter(attempt -> event.purpose() == Plan.Purpose.REBOOT)
                .flatMap(attempt -> truth.endedUnder(id + "/" + attempt.attempt()))
                .orElseGet(() -> hosts.get(event.attempt().host()).bootId());
    }

    /** A restart that succeeded has been one. */
    private void backMeansRestarted(String id, RunEvent.AttemptEnded event) {
        var since = restarting.remove(id + "/" + event.attempt());
        if (since != null
                && event.result().outcome() == Outcome.SUCCEEDED
                && hosts.get(event.attempt().host()).bootId().equals(since)) {
            truth.breach(
                    "attempt " + event.attempt() + " is said to have restarted its host, which runs since " + since);
        }
    }

    /** It is away because it was told to restart, which is no failure. */
    private boolean isToRestart(String host) {
        return restarting.keySet().stream().anyMatch(key -> key.contains("/" + host + "/"));
    }

    /** Nobody enters while more hosts inside have failed, or are away, than may. */
    private void thresholdHolds(RunView view, RunEvent.HostEntered event, List<SimulatedController> controllers) {
        PlannedStage stage = view.plan().stages().stream()
                .filter(s -> s.name().equals(event.stage()))
                .findFirst()
                .orElseThrow();
        if (controllers.size() != 1) {
            return;
        }
        var controller = controllers.getFirst();
        int failed = 0;
        for (var host : stage.hosts()) {
            boolean excluded = view.hosts().stream().anyMatch(h -> h.host().equals(host) && h.excluded());
            var states = stage.steps().stream()
                    .map(step -> view.task(stage.name(), step.name(), host)
                            .map(TaskView::state)
                            .orElse(TaskState.WAITING))
                    .toList();
            boolean entered = !host.equals(event.host()) && inside.contains(stage.name() + "@" + host);
            boolean through = states.stream()
                    .allMatch(s -> s == TaskState.SUCCEEDED || s == TaskState.SKIPPED || s == TaskState.EXCLUDED);
            if (entered && !through && !excluded) {
                boolean away = !isToRestart(host) && controller.missingFor(host).compareTo(Duration.ofSeconds(2)) > 0;
                boolean broken = states.stream()
                        .anyMatch(s -> s == TaskState.FAILED || s == TaskState.TIMED_OUT || s == TaskState.UNKNOWN);
                failed += away || broken ? 1 : 0;
            }
        }
        if (failed > stage.limit().maxFailures()) {
            truth.breach(event.host() + " enters " + event.stage() + " although " + failed
                    + " hosts inside have failed or are away, and "
                    + stage.limit().maxFailures() + " may");
        }
    }
}
