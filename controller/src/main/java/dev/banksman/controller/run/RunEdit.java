package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunEvent.DecisionTaken;
import dev.banksman.controller.run.Track.Where;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.pcollections.OrderedPMap;
import org.pcollections.OrderedPSet;
import org.pcollections.PMap;
import org.pcollections.PStack;
import org.pcollections.PVector;

/**
 * A run's state while one event changes it. Lives within one call of {@link RunCore#evolve}; nothing else writes state.
 *
 * <p>Whatever follows from a task, a track or a host (queues, counts, who waits for a person) is brought along here, in
 * {@link #put} and {@link #putHost}, so that the rules for single events cannot forget it.
 */
final class RunEdit {
    final PlanIndex index;
    /** Time of the event. */
    final Instant at;

    RunFacts facts;
    PMap<String, DecisionTaken> decisions;
    PMap<String, Waiver> waivers;
    PStack<RunEvent> history;
    Counts counts;
    PVector<StageState> stages;
    PMap<String, HostState> hosts;
    OrderedPMap<AttemptKey, Attempt> attempts;
    /** Attempts that are out and not given up. */
    int live;

    OrderedPMap<TimerKey, Instant> timers;
    OrderedPSet<TaskKey> gates;
    OrderedPSet<String> startable;
    OrderedPSet<TaskKey> awaiting;
    int troubles;
    PMap<String, OrderedPSet<TaskKey>> blocked;
    /** Hosts that were lost without having been told to restart, and are still away. */
    OrderedPSet<String> vanished;

    Optional<Brake> brake;

    RunEdit(RunState state, Instant at) {
        this.at = at;
        index = state.index;
        facts = state.facts;
        decisions = state.decisions;
        waivers = state.waivers;
        history = state.history;
        counts = state.counts;
        stages = state.stages;
        hosts = state.hosts;
        attempts = state.attempts;
        live = state.live;
        timers = state.timers;
        gates = state.gates;
        startable = state.startable;
        awaiting = state.awaiting;
        troubles = state.troubles;
        blocked = state.blocked;
        vanished = state.vanished;
        brake = state.brake;
    }

    RunState done() {
        return new RunState(this);
    }

    boolean running() {
        return facts.phase() == RunPhase.RUNNING;
    }

    Place place(TaskKey key) {
        return index.place(key).orElseThrow(() -> new IllegalStateException("the plan has no task " + key));
    }

    StageState stage(Place place) {
        return stages.get(place.stage().index());
    }

    void putStage(int stage, StageState now) {
        stages = stages.with(stage, now);
    }

    HostState host(String host) {
        return hosts.getOrDefault(host, HostState.UNHEARD);
    }

    /** Changes a host and whether something can be sent to it. Its tracks are recounted by {@link #recount}. */
    void putHost(String host, UnaryOperator<HostState> change) {
        HostState now = change.apply(host(host));
        hosts = hosts.plus(host, now);
        if (now.canStart() != startable.contains(host)) {
            startable = now.canStart() ? startable.plus(host) : startable.minus(host);
        }
    }

    /** Brings the tracks of a host along after it was reached or lost. */
    void recount(String host) {
        for (int stage : index.stagesOf(host)) {
            Track track = stages.get(stage).tracks().get(host);
            if (track != null) {
                putTrack(stage, host, track);
            }
        }
    }

    void putTrack(int stage, String host, Track track) {
        boolean failed = track.where() == Where.INSIDE
                && (!host(host).reachable() && !restarting(host)
                        || !track.tasks().isEmpty() && track.last().troubled());
        putStage(stage, stages.get(stage).with(host, track.failed(failed)));
    }

    /** It is away because this run restarts it: it is waited for, and is no failure before that has ended. */
    boolean restarting(String host) {
        return host(host)
                .busy()
                .map(attempts::get)
                .filter(attempt -> attempt.live() && attempt.reboots())
                .isPresent();
    }

    Task task(Place place) {
        Track track = stage(place).track(place.host());
        if (!track.reached(place.step().index())) {
            throw new IllegalStateException("task " + place + " has not been reached");
        }
        return track.tasks().get(place.step().index());
    }

    /** Puts a task that has been reached before. */
    void put(Place place, Task now) {
        Task was = task(place);
        TaskMoves.TABLE.require(was.state(), now.state(), () -> "task " + place);
        tally(place, was, -1);
        leave(place, was);
        replace(place, now);
        tally(place, now, 1);
        boolean goesOn = was.state() == TaskState.DISPATCHED || was.state() == TaskState.RUNNING;
        enter(place, now, goesOn);
        if (restores(was) && !restores(now) && stage(place).restoring() == 0) {
            StageFold.restored(this, place.stage());
        } else if (now.through() && !was.through()) {
            StageFold.advance(this, place.stage(), place.host());
        }
    }

    /** Puts the next task of a host, which until now was only in the plan. */
    void reach(Place place, Task now) {
        TaskMoves.TABLE.require(TaskState.WAITING, now.state(), () -> "task " + place);
        counts = counts.add(TaskState.WAITING.ordinal(), -1);
        replace(place, now);
        tally(place, now, 1);
        enter(place, now, false);
    }

    void change(Place place, UnaryOperator<TaskEdit> change) {
        put(place, change.apply(task(place).edit()).done());
    }

    /** Whether the attempt's task is there: going back forgets tasks, and attempts that were given up outlive them. */
    boolean remembers(Attempt attempt) {
        Place place = place(attempt.task());
        return stage(place).track(place.host()).reached(place.step().index())
                && task(place).attempts().stream().anyMatch(a -> a.attempt().equals(attempt.key()));
    }

    /** Takes a host's tasks of a stage back to the plan, from a step on: they wait. */
    void forget(PlannedStage stage, String host, int from) {
        Track track = stages.get(stage.index()).track(host);
        for (int step = track.tasks().size() - 1; step >= from; step--) {
            Place place = index.place(stage.index(), step, host);
            tally(place, track.tasks().get(step), -1);
            counts = counts.add(TaskState.WAITING.ordinal(), 1);
            leave(place, track.tasks().get(step));
        }
        if (track.tasks().size() > from) {
            putStage(
                    stage.index(),
                    stages.get(stage.index())
                            .with(
                                    host,
                                    new Track(
                                            track.where(),
                                            List.copyOf(track.tasks().subList(0, from)),
                                            false)));
        }
    }

    private void replace(Place place, Task now) {
        putTrack(
                place.stage().index(),
                place.host(),
                stage(place).track(place.host()).with(place.step().index(), now));
    }

    private void tally(Place place, Task task, int by) {
        counts = counts.add(task.state().ordinal(), by);
        StageState stage = stage(place);
        int step = place.step().index();
        int done = task.state() == TaskState.SUCCEEDED ? by : 0;
        int aside = aside(task) ? by : 0;
        if (restores(task)) {
            stage = stage.withRestoring(stage.restoring() + by);
            putStage(place.stage().index(), stage);
        }
        if (done != 0 || aside != 0) {
            putStage(
                    place.stage().index(),
                    stage.withTallies(
                            stage.done().add(step, done), stage.aside().add(step, aside)));
        }
    }

    /** Others wait for it; one whose host is out of the run is not waited for. */
    private static boolean restores(Task task) {
        return task.restoring() && task.state() != TaskState.EXCLUDED;
    }

    private static boolean aside(Task task) {
        return task.state() == TaskState.EXCLUDED || task.state() == TaskState.SKIPPED && task.aside();
    }

    /** Where a task is listed follows from the task alone. */
    private Optional<String> queueOf(Place place, Task task) {
        return task.state() == TaskState.READY
                        && !task.parked()
                        && place.step().gate().isEmpty()
                ? Optional.of(task.intent().host())
                : Optional.empty();
    }

    private void leave(Place place, Task was) {
        TaskKey key = place.key();
        queueOf(place, was).ifPresent(host -> putHost(host, h -> h.unqueued(key)));
        gates = gates.minus(key);
        if (was.parked()) {
            timers = timers.minus(new TimerKey.RetryDue(key));
        }
        if (was.state() == TaskState.AWAITING_DECISION) {
            awaiting = awaiting.minus(key);
            troubles -= plainGate(was) ? 0 : 1;
            interlock(was)
                    .ifPresent(name -> blocked = blocked.plus(
                            name,
                            blocked.getOrDefault(name, OrderedPSet.empty()).minus(key)));
        }
    }

    private void enter(Place place, Task now, boolean first) {
        TaskKey key = place.key();
        queueOf(place, now).ifPresent(host -> putHost(host, h -> h.queued(key, first)));
        if (now.state() == TaskState.READY && place.step().gate().isPresent()) {
            gates = gates.plus(key);
        }
        if (now.state() == TaskState.AWAITING_DECISION) {
            awaiting = awaiting.plus(key);
            troubles += plainGate(now) ? 0 : 1;
            interlock(now)
                    .ifPresent(name -> blocked = blocked.plus(
                            name,
                            blocked.getOrDefault(name, OrderedPSet.empty()).plus(key)));
        }
    }

    private static boolean plainGate(Task task) {
        return task.question()
                .filter(q -> q.choices().contains(RunInput.DecisionKind.REJECT))
                .isPresent();
    }

    private static Optional<String> interlock(Task task) {
        return task.question().flatMap(RunView.Question::interlock);
    }

    /** Where a host stands in a stage, with the tasks it has not reached: they are excluded and included with it. */
    void stand(int stage, String host, Where where) {
        StageState state = stages.get(stage);
        Track track = state.track(host);
        int steps = index.stage(stage).steps().size();
        int unreached = steps - track.tasks().size();
        int sign = (where == Where.EXCLUDED ? 1 : 0) - (track.where() == Where.EXCLUDED ? 1 : 0);
        if (sign != 0 && unreached > 0) {
            counts = counts.add(TaskState.WAITING.ordinal(), -sign * unreached)
                    .add(TaskState.EXCLUDED.ordinal(), sign * unreached);
            putStage(
                    stage,
                    state.withTallies(
                            state.done(), state.aside().addRange(track.tasks().size(), steps, sign)));
        }
        putTrack(stage, host, track.in(where));
    }

    /** Puts an attempt that may be alive. */
    void put(Attempt attempt) {
        Attempt was = attempts.get(attempt.key());
        live += (attempt.live() ? 1 : 0) - (was != null && was.live() ? 1 : 0);
        attempts = attempts.plus(attempt.key(), attempt);
    }

    void remove(Attempt attempt) {
        live -= attempt.live() ? 1 : 0;
        attempts = attempts.minus(attempt.key());
    }

    Attempt attempt(AttemptKey key) {
        Attempt attempt = attempts.get(key);
        if (attempt == null) {
            throw new IllegalStateException("no attempt " + key + " is out");
        }
        return attempt;
    }

    /** Asks a live attempt to end. Its time is short from now on: a host that is away need not be waited for longer. */
    void cancel(AttemptKey key) {
        put(attempt(key).asCancelling());
        timers = timers.plus(new TimerKey.Overdue(key), at.plus(Limits.GRACE).plus(Limits.MARGIN));
    }

    /** Some attempt of the task has been given up, and its host may still know better. */
    boolean mayStillRun(Task task) {
        return task.attempts().stream()
                .anyMatch(a -> host(a.attempt().host()).givenUp().contains(a.attempt()));
    }

    /** A first consent to override an interlock, and whether the second came. */
    record Waiver(String first, boolean complete) {}
}
