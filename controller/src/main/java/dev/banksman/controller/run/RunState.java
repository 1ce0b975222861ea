package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunEdit.Waiver;
import dev.banksman.controller.run.RunEvent.DecisionTaken;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pcollections.ConsPStack;
import org.pcollections.HashTreePMap;
import org.pcollections.OrderedPMap;
import org.pcollections.OrderedPSet;
import org.pcollections.PMap;
import org.pcollections.PStack;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * The state of one run: the fold of its events, and of nothing else. Immutable, so a reader on any thread may keep one
 * as long as it likes. Two states with the same events are equal.
 *
 * <p>Built on persistent collections: one event costs about the logarithm of the number of hosts, however many tasks
 * there are. Tasks that still wait take no space.
 */
public final class RunState implements RunView {
    final PlanIndex index;
    final RunFacts facts;
    final PMap<String, DecisionTaken> decisions;
    final PMap<String, Waiver> waivers;
    final PStack<RunEvent> history;
    final Counts counts;
    final PVector<StageState> stages;
    final PMap<String, HostState> hosts;
    final OrderedPMap<AttemptKey, Attempt> attempts;
    /** Attempts that are out and not given up. */
    final int live;

    final OrderedPMap<TimerKey, Instant> timers;
    /** READY gates, to be put before a person. */
    final OrderedPSet<TaskKey> gates;
    /** Hosts to which something can be sent now. */
    final OrderedPSet<String> startable;
    /** Tasks that await a decision, oldest first. */
    final OrderedPSet<TaskKey> awaiting;
    /** How many of those await it for another reason than that they are gates. */
    final int troubles;
    /** Tasks that each interlock keeps from starting. */
    final PMap<String, OrderedPSet<TaskKey>> blocked;
    /** Hosts that were lost without having been told to restart, and are still away. */
    final OrderedPSet<String> vanished;

    final Optional<Brake> brake;

    RunState(RunEdit edit) {
        this(edit, edit.index);
    }

    private RunState(RunEdit edit, PlanIndex index) {
        this.index = index;
        facts = edit.facts;
        decisions = edit.decisions;
        waivers = edit.waivers;
        history = edit.history;
        counts = edit.counts;
        stages = edit.stages;
        hosts = edit.hosts;
        attempts = edit.attempts;
        live = edit.live;
        timers = edit.timers;
        gates = edit.gates;
        startable = edit.startable;
        awaiting = edit.awaiting;
        troubles = edit.troubles;
        blocked = edit.blocked;
        vanished = edit.vanished;
        brake = edit.brake;
    }

    private RunState(PlanIndex index) {
        this.index = index;
        facts = RunFacts.NONE;
        decisions = HashTreePMap.empty();
        waivers = HashTreePMap.empty();
        history = ConsPStack.empty();
        int tasks = index.plan.stages().stream()
                .mapToInt(s -> Math.multiplyExact(s.hosts().size(), s.steps().size()))
                .reduce(0, Math::addExact);
        counts = Counts.zero(TaskState.values().length).add(TaskState.WAITING.ordinal(), tasks);
        stages = TreePVector.from(index.plan.stages().stream()
                .map(s -> StageState.pending(
                        (int) s.needs().stream().distinct().count(), s.steps().size()))
                .toList());
        hosts = HashTreePMap.empty();
        attempts = OrderedPMap.empty();
        live = 0;
        timers = OrderedPMap.empty();
        gates = OrderedPSet.empty();
        startable = OrderedPSet.empty();
        awaiting = OrderedPSet.empty();
        troubles = 0;
        blocked = HashTreePMap.empty();
        vanished = OrderedPSet.empty();
        brake = Optional.empty();
    }

    /**
     * A run of this plan before its first event.
     *
     * @param actions must be pure: it is asked again after a restart
     */
    public static RunState of(Plan plan, PlanActions actions) {
        return new RunState(new PlanIndex(plan, actions));
    }

    /** This state with other answers to the core's questions about the plan: a forecast goes on from it by itself. */
    public RunState asking(PlanActions actions) {
        return new RunState(new RunEdit(this, Instant.EPOCH), new PlanIndex(index.plan, actions));
    }

    /** An attempt that the state holds: of one that it does not, no event can speak. */
    Attempt attempt(AttemptKey key) {
        var attempt = attempts.get(key);
        if (attempt == null) {
            throw new IllegalStateException(
                    "Expected the attempt " + key + " to be under way, found none of that number");
        }
        return attempt;
    }

    @Override
    public String run() {
        return facts.run();
    }

    @Override
    public Plan plan() {
        return index.plan;
    }

    @Override
    public RunPhase phase() {
        return facts.phase();
    }

    @Override
    public boolean paused() {
        return facts.paused();
    }

    @Override
    public boolean held() {
        return troubles > 0 || holdReason().isPresent();
    }

    @Override
    public Optional<String> holdReason() {
        return facts.holdReason()
                .or(facts::windowHold)
                .or(() -> facts.windowRisk().hold())
                .or(() -> brake.map(Brake::reason));
    }

    @Override
    public Optional<String> windowRisk() {
        return facts.windowRisk()
                .finish()
                .filter(finish -> WindowRules.workLeft(this))
                .map(finish -> facts.windowRisk().reason());
    }

    @Override
    public String startedBy() {
        return facts.startedBy();
    }

    @Override
    public Optional<Instant> startedAt() {
        return facts.started();
    }

    @Override
    public Optional<Instant> endedAt() {
        return facts.ended();
    }

    @Override
    public long term() {
        return facts.term();
    }

    @Override
    public long position() {
        return facts.position();
    }

    @Override
    public Stream<TaskView> tasks() {
        return index.plan.stages().stream()
                .flatMap(stage -> stage.hosts().stream()
                        .flatMap(host ->
                                stage.steps().stream().map(step -> Views.task(this, new Place(stage, step, host)))));
    }

    @Override
    public Optional<TaskView> task(String stage, String step, String host) {
        return index.place(stage, step, host).map(place -> Views.task(this, place));
    }

    @Override
    public Map<TaskState, Integer> taskCounts() {
        var map = new EnumMap<TaskState, Integer>(TaskState.class);
        for (TaskState state : TaskState.values()) {
            map.put(state, counts.get(state.ordinal()));
        }
        return map;
    }

    @Override
    public List<TaskView> awaitingDecision() {
        return awaiting.stream()
                .map(key -> Views.task(this, index.place(key).orElseThrow()))
                .toList();
    }

    @Override
    public List<HostView> hosts() {
        return index.plan.hosts().keySet().stream()
                .map(host -> Views.host(this, host))
                .toList();
    }

    @Override
    public List<String> restorePoints() {
        return RestoreRules.reached(this);
    }

    @Override
    public int generation() {
        return facts.generation();
    }

    /** What a step gave, if its task on that host has given it. */
    Optional<String> output(String stage, String step, String host, String output) {
        return index.place(stage, step, host)
                .flatMap(this::task)
                .flatMap(task -> Optional.ofNullable(task.outputs().get(output)));
    }

    /** Title of a task, with what it says of its host. */
    String title(Place place) {
        String title = place.step().title();
        return title.contains("${") ? index.actions.text(title, place.host(), this::output) : title;
    }

    Optional<Task> task(Place place) {
        Track track = stages.get(place.stage().index()).track(place.host());
        return track.reached(place.step().index())
                ? Optional.of(track.tasks().get(place.step().index()))
                : Optional.empty();
    }

    HostState host(String host) {
        return hosts.getOrDefault(host, HostState.UNHEARD);
    }

    int count(TaskState... states) {
        return IntStream.range(0, states.length)
                .map(i -> counts.get(states[i].ordinal()))
                .sum();
    }

    /** It is, or will soon be, away because this run restarts it. */
    boolean restarting(String host) {
        return host(host)
                .busy()
                .map(attempts::get)
                .filter(attempt -> attempt.live() && attempt.reboots())
                .isPresent();
    }

    /** The run is over; nothing changes any more. */
    boolean over() {
        return switch (facts.phase()) {
            case SUCCEEDED, FAILED, ABORTED -> true;
            case PLANNED, APPROVED, RUNNING, ABORTING -> false;
        };
    }

    private List<Object> parts() {
        return List.of(
                facts,
                decisions,
                waivers,
                history,
                counts,
                stages,
                hosts,
                List.copyOf(attempts.values()),
                live,
                timers,
                List.copyOf(gates),
                List.copyOf(startable),
                List.copyOf(awaiting),
                troubles,
                blocked,
                List.copyOf(vanished),
                brake);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunState that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return Objects.hash(facts, counts);
    }

    @Override
    public String toString() {
        return "run " + facts.run() + " " + facts.phase() + " at " + facts.position() + " " + taskCounts();
    }
}
