package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunEvent.AttemptDispatched;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What holds after every event of every run. Computed the long way, from all tasks, and compared with what the core
 * keeps while folding.
 */
public final class Invariants {
    private final Set<AttemptKey> numbers = new HashSet<>();

    public void check(RunState before, RunState after, RunEvent event) {
        countsAreRight(after);
        hostsRunOneAttempt(after);
        listsAreRight(after);
        theBrakeHolds(before, after, event);
        if (event instanceof AttemptDispatched dispatched) {
            assertThat(numbers.add(dispatched.attempt()))
                    .as("attempt %s is new", dispatched.attempt())
                    .isTrue();
            nothingStartsBeforeWhatItNeeds(before, dispatched);
        }
        assertThat(before.over()).as("nothing follows the end").isFalse();
        if (after.over()) {
            assertThat(after.live).isZero();
        }
    }

    private static void countsAreRight(RunState state) {
        var counts = new EnumMap<TaskState, Integer>(TaskState.class);
        for (TaskState task : TaskState.values()) {
            counts.put(task, 0);
        }
        state.tasks().forEach(task -> counts.merge(task.state(), 1, Integer::sum));
        assertThat(state.taskCounts()).isEqualTo(counts);
        for (PlannedStage stage : state.index.plan.stages()) {
            StageState kept = state.stages.get(stage.index());
            Map<Track.Where, Long> where = stage.hosts().stream()
                    .collect(Collectors.groupingBy(h -> kept.track(h).where(), Collectors.counting()));
            assertThat(kept.inside())
                    .isEqualTo(where.getOrDefault(Track.Where.INSIDE, 0L).intValue());
            assertThat(kept.through())
                    .isEqualTo(where.getOrDefault(Track.Where.THROUGH, 0L).intValue());
            assertThat(kept.excluded())
                    .isEqualTo(where.getOrDefault(Track.Where.EXCLUDED, 0L).intValue());
            assertThat(kept.failed()).isEqualTo((int)
                    stage.hosts().stream().filter(h -> failed(state, stage, h)).count());
            stage.steps().forEach(step -> {
                int done = (int) stage.hosts().stream()
                        .filter(h -> state(state, new Place(stage, step, h)) == TaskState.SUCCEEDED)
                        .count();
                assertThat(kept.done().get(step.index())).isEqualTo(done);
                long excluded = stage.hosts().stream()
                        .filter(h -> state(state, new Place(stage, step, h)) == TaskState.EXCLUDED)
                        .count();
                assertThat(kept.aside().get(step.index())).isGreaterThanOrEqualTo((int) excluded);
            });
        }
    }

    private static TaskState state(RunState state, Place place) {
        return Views.task(state, place).state();
    }

    /** Inside, and unreachable or with a task in trouble. */
    private static boolean failed(RunState state, PlannedStage stage, String host) {
        Track track = state.stages.get(stage.index()).track(host);
        return track.where() == Track.Where.INSIDE
                && (!state.host(host).reachable() && !restarting(state, host)
                        || track.tasks().stream().anyMatch(Task::troubled));
    }

    private static boolean restarting(RunState state, String host) {
        return state.attempts.values().stream()
                .anyMatch(a ->
                        a.live() && a.key().host().equals(host) && a.action().hasReboot());
    }

    /** Who vanished is away, takes part, and was not told to restart when it was lost; nothing starts under the brake. */
    private static void theBrakeHolds(RunState before, RunState after, RunEvent event) {
        after.vanished.forEach(host -> {
            assertThat(after.host(host).reachable()).as("%s vanished", host).isFalse();
            assertThat(after.host(host).excluded()).isFalse();
        });
        after.brake.ifPresent(brake -> brake.away().forEach(host -> {
            assertThat(after.host(host).reachable()).as("%s is away", host).isFalse();
            assertThat(after.held()).isTrue();
        }));
        if (event instanceof AttemptDispatched) {
            assertThat(before.brake).as("the brake").isEmpty();
        }
    }

    private static void hostsRunOneAttempt(RunState state) {
        var hosts = new HashSet<String>();
        var tasks = new HashSet<TaskKey>();
        state.attempts.values().stream().filter(Attempt::live).forEach(attempt -> {
            assertThat(hosts.add(attempt.key().host()))
                    .as("one attempt on %s", attempt.key().host())
                    .isTrue();
            assertThat(state.host(attempt.key().host()).busy()).contains(attempt.key());
            assertThat(tasks.add(attempt.task()))
                    .as("one attempt of %s", attempt.task())
                    .isTrue();
        });
        assertThat(state.live).isEqualTo(hosts.size());
    }

    private static void listsAreRight(RunState state) {
        var awaiting = new HashSet<TaskKey>();
        var queued = new HashMap<TaskKey, Integer>();
        state.hosts.forEach((name, host) -> {
            host.queue().forEach(task -> queued.merge(task, 1, Integer::sum));
            assertThat(state.startable.contains(name)).isEqualTo(host.canStart());
        });
        for (PlannedStage stage : state.index.plan.stages()) {
            state.stages.get(stage.index()).tracks().forEach((host, track) -> {
                for (int step = 0; step < track.tasks().size(); step++) {
                    TaskKey key = state.index.place(stage.index(), step, host).key();
                    Task task = track.tasks().get(step);
                    if (task.state() == TaskState.AWAITING_DECISION) {
                        awaiting.add(key);
                        assertThat(task.question()).isPresent();
                    }
                    boolean waits = task.state() == TaskState.READY && !task.parked();
                    boolean gate = stage.steps().get(step).gate().isPresent();
                    assertThat(queued.getOrDefault(key, 0)).as("%s queued", key).isEqualTo(waits && !gate ? 1 : 0);
                    assertThat(state.gates.contains(key)).isEqualTo(task.state() == TaskState.READY && gate);
                    assertThat(state.timers.containsKey(new TimerKey.RetryDue(key)))
                            .isEqualTo(task.parked());
                    boolean out = task.state() == TaskState.DISPATCHED
                            || task.state() == TaskState.RUNNING
                            || task.state() == TaskState.CANCELLING;
                    assertThat(task.live().isPresent()).as("%s live", key).isEqualTo(out);
                }
            });
        }
        assertThat(Set.copyOf(state.awaiting)).isEqualTo(awaiting);
    }

    private static void nothingStartsBeforeWhatItNeeds(RunState before, AttemptDispatched event) {
        Place place = before.index.place(event.task()).orElseThrow();
        for (int need : place.stage().needs()) {
            PlannedStage needed = before.index.stage(need);
            needed.hosts()
                    .forEach(host -> needed.steps().forEach(step -> {
                        Place before1 = new Place(needed, step, host);
                        Task task = before.task(before1).orElse(null);
                        boolean through = task != null && task.through()
                                || state(before, before1) == TaskState.EXCLUDED
                                || before.stages.get(need).track(host).where() == Track.Where.EXCLUDED;
                        assertThat(through)
                                .as("%s is through before %s starts", before1, event.task())
                                .isTrue();
                    }));
        }
        for (int step = 0; step < place.step().index(); step++) {
            Task earlier = before.task(before.index.place(place.stage().index(), step, place.host()))
                    .orElseThrow();
            assertThat(earlier.through()).isTrue();
        }
        assertThat(before.paused()).isFalse();
        assertThat(before.holdReason()).isEmpty();
        assertThat(before.host(event.attempt().host()).reachable()).isTrue();
        switch (event.purpose()) {
            case EXECUTE -> assertThat(InterlockRules.unmet(before, place)).isEmpty();
            case PROBE, UNDO, REMEDY -> {}
        }
    }
}
