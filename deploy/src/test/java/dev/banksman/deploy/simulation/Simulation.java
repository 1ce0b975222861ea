package dev.banksman.deploy.simulation;

import com.google.protobuf.ByteString;
import dev.banksman.controller.engine.DocumentPlanning;
import dev.banksman.controller.engine.Planning;
import dev.banksman.controller.engine.Recorded;
import dev.banksman.controller.engine.RunFolding;
import dev.banksman.controller.engine.StartAnswer;
import dev.banksman.controller.engine.StartRequest;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.JournalException;
import dev.banksman.controller.operator.EventWords;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.run.PlanActions;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.run.TaskState;
import dev.banksman.controller.simulate.Chance;
import dev.banksman.controller.simulate.Schedule;
import dev.banksman.controller.simulate.SimulatedPeople;
import dev.banksman.deploy.simulation.disk.SimulatedDisk;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plays one run on a simulated installation: a time in which everything goes wrong, a time in which nothing does and the
 * run has to come to rest, and a time in which people decide and the run has to end. What must always hold is checked
 * after each durable event and each start of a body; a breach throws {@link Truth.Breach}.
 */
final class Simulation implements Installation {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration CHECK = Duration.ofSeconds(10);
    private static final Duration CHAOS = Duration.ofMinutes(40);
    private static final Duration STOPPED = Duration.ofMinutes(6);
    /** Longer than any timer, timeout, or patience of the product and the runbooks. */
    private static final Duration QUIET = Duration.ofMinutes(15);

    private static final int ROUNDS = 300;

    private final long seed;
    private final Set<Plant> plants;
    private final Chance chance;
    private final Schedule schedule = new Schedule(START);
    private final Transcript transcript;
    private final Truth truth;
    private final RandomRunbook documents;
    private final Planning planning = new OnePlan();
    private final SimulatedDisk controllerDisk = SimulatedDisk.create(schedule::now);
    private final StoredJournal.Store store;
    private final Map<String, SimulatedHost> hosts = new LinkedHashMap<>();
    private final List<SimulatedController> controllers = new ArrayList<>();
    private final Set<String> decided = new HashSet<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private final Set<String> dispatched = new HashSet<>();
    /** Attempts that restart their host, and the start that is to end. */
    private final Map<String, String> restarting = new HashMap<>();

    private final Set<String> inside = new HashSet<>();
    private final EventWords words = new EventWords();
    private Faults faults;
    private Optional<RunFolding> folding = Optional.empty();
    private Optional<SimulatedPeople> people = Optional.empty();
    private Optional<String> run = Optional.empty();
    private Instant lastEvent = START;
    private int started;
    private int events;
    private int kills;
    private int powerLosses;
    private final Unknowns unknowns = new Unknowns();

    private Simulation(long seed, Faults faults, Set<Plant> plants, boolean kept) {
        this.seed = seed;
        this.faults = faults;
        this.plants = plants.isEmpty() ? EnumSet.noneOf(Plant.class) : EnumSet.copyOf(plants);
        chance = new Chance(seed);
        store = new StoredJournal.Store(this::durable, planted(Plant.IGNORED_TERM));
        transcript = new Transcript(schedule, kept);
        truth = new Truth(transcript);
        documents = RandomRunbook.of(chance);
        documents.hosts().stream()
                .filter(host -> documents.inventory().contains("  " + host + ":"))
                .forEach(host -> hosts.put(host, new SimulatedHost(host, this)));
    }

    /**
     * Plays a seed.
     *
     * @param kept whether the transcript is kept for people to read
     */
    static Course play(long seed, Faults faults, Set<Plant> plants, boolean kept) {
        return new Simulation(seed, faults, plants, kept).play();
    }

    private Course play() {
        try {
            live();
        } catch (Truth.Breach e) {
            // It is known to the truth.
        }
        return new Course(
                seed,
                truth.first(),
                truth.durable().map(RunView::phase),
                new Course.Counts(
                        events,
                        truth.started(),
                        started,
                        kills,
                        powerLosses,
                        truth.doubleStarts(),
                        truth.lostResults(),
                        unknowns.howTheyEnded()),
                transcript.digest(),
                transcript.lines(),
                documents.runbook());
    }

    private void live() {
        startController();
        schedule.after(CHECK, this::goWrong);
        pass(CHAOS);
        calm();
        rest();
        for (int round = 0; round < ROUNDS && !over(); round++) {
            var asked = people.orElseThrow().whateverHelps(truth.durable().orElseThrow());
            asked.forEach(this::decide);
            rest();
        }
        if (!over()) {
            truth.breach("the run does not end, whatever people decide: "
                    + truth.durable().orElseThrow());
        }
        settleDown();
        nothingIsLost();
    }

    // ------------------------------------------------------------------------------------------ time

    private void pass(Duration time) {
        var end = schedule.now().plus(time);
        while (schedule.step(end)) {
            truth.first().ifPresent(truth::breach);
            if (over()) {
                return;
            }
        }
    }

    private void calm() {
        transcript.line("world", "nothing goes wrong from here on");
        faults = Faults.NONE;
        store.writable(true);
        hosts.values().forEach(SimulatedHost::makeRoom);
        controllers.forEach(c -> c.life().goOn());
        if (!controllers.isEmpty() && chance.happens(0.5)) {
            // Nobody helps a run on that has only just been taken over.
            List.copyOf(controllers).forEach(c -> c.life().die());
        }
        if (controllers.isEmpty()) {
            startController();
        }
    }

    /** Goes on until nothing has happened for long. */
    private void rest() {
        lastEvent = schedule.now();
        var limit = schedule.now().plus(Duration.ofHours(12));
        while (!over() && Duration.between(lastEvent, schedule.now()).compareTo(QUIET) < 0) {
            pass(Duration.ofMinutes(1));
            if (schedule.now().isAfter(limit)) {
                truth.breach("the run does not come to rest");
            }
        }
        var view = truth.durable();
        if (view.isEmpty()) {
            truth.breach("the run was never started");
        }
        boolean waits = view.get().held()
                || view.get().paused()
                || !view.get().awaitingDecision().isEmpty();
        if (!over() && !waits) {
            truth.breach("the run neither goes on, nor ends, nor waits for anybody: " + view.get());
        }
    }

    /** After the end of the run: what agents still have to say and to print. */
    private void settleDown() {
        var end = schedule.now().plus(Duration.ofMinutes(4));
        calm();
        while (schedule.step(end)) {
            // Whatever happens.
        }
    }

    private boolean over() {
        return truth.durable().flatMap(RunView::endedAt).isPresent();
    }

    // ------------------------------------------------------------------------------------------ controllers

    private void startController() {
        started++;
        var name = "controller-" + started;
        transcript.line(name, "starts");
        try {
            var controller = new SimulatedController(name, this, controllerDisk, store);
            controllers.add(controller);
            controller.life().after(Duration.ofMillis(100), () -> startRun(controller));
        } catch (JournalException e) {
            transcript.line(name, "cannot start: " + e.getMessage());
            schedule.after(Duration.ofSeconds(10), this::startIfNone);
        }
    }

    private void startIfNone() {
        if (controllers.isEmpty()) {
            startController();
        }
    }

    /** Whoever starts a run and gets no answer asks again, with the same key. */
    private void startRun(SimulatedController controller) {
        if (run.isPresent()) {
            return;
        }
        controller
                .engine()
                .start(new StartRequest("key", sources(), Optional.empty(), "ann"))
                .whenComplete((answer, failure) -> {
                    if (answer instanceof StartAnswer.Started(var id, var hash)) {
                        run = Optional.of(id);
                    } else if (answer != null) {
                        throw new IllegalStateException(
                                "a random runbook cannot be started: " + answer + "\n" + documents.runbook());
                    } else {
                        controller.life().after(Duration.ofSeconds(5), () -> startRun(controller));
                    }
                });
    }

    private Planning.Documents sources() {
        return new Planning.Documents(
                "runbook.yaml",
                ByteString.copyFromUtf8(documents.runbook()),
                "inventory.yaml",
                ByteString.copyFromUtf8(documents.inventory()),
                Map.of());
    }

    @Override
    public Optional<SimulatedController> reach(String host) {
        return controllers.isEmpty() ? Optional.empty() : Optional.of(chance.of(controllers));
    }

    @Override
    public void controllerDied(SimulatedController controller) {
        controllers.remove(controller);
        // What the disk had not synced is lost now and then: the machine went down with the process.
        if (chance.happens(0.3)) {
            controllerDisk.powerLoss(dev.banksman.deploy.simulation.disk.Survival.NOTHING);
        } else {
            controllerDisk.processCrash();
        }
        schedule.after(chance.upTo(Duration.ofSeconds(60)), this::startIfNone);
    }

    private void decide(RunInput.Decide decision) {
        if (run.isEmpty() || controllers.isEmpty()) {
            return;
        }
        var controller = chance.of(controllers);
        transcript.line(decision.by(), decision.kind() + " " + decision.target());
        controller
                .life()
                .run(() -> controller.engine().decide(run.get(), decision).whenComplete((recorded, failure) -> {
                    if (recorded != null) {
                        answered(decision, recorded);
                    }
                }));
    }

    private void answered(RunInput.Decide decision, Recorded recorded) {
        if (recorded.ruling() instanceof Ruling.Accepted(var events, var answers) && !events.isEmpty()) {
            decided.add(decision.id());
            if (!taken.contains(decision.id())) {
                truth.breach("decision " + decision.id() + " was answered, and is not durable");
            }
        }
    }

    // ------------------------------------------------------------------------------------------ what goes wrong

    private void goWrong() {
        if (faults.equals(Faults.NONE) || over()) {
            return;
        }
        schedule.after(CHECK, this::goWrong);
        for (var controller : List.copyOf(controllers)) {
            goWrong(controller);
        }
        if (chance.happens(faults.journalFaults())) {
            transcript.line("journal", "cannot be written");
            store.writable(false);
            schedule.after(chance.upTo(Duration.ofMinutes(2)), () -> store.writable(true));
        }
        if (chance.happens(faults.allLinksBreak())) {
            transcript.line("world", "every link breaks");
            hosts.values().forEach(host -> host.link().ifPresent(SimulatedLink::cut));
        }
        hosts.values().forEach(this::goWrong);
        var view = truth.durable();
        if (view.isPresent() && chance.happens(faults.people())) {
            decide(people.orElseThrow().anything(view.get()));
        }
    }

    private void goWrong(SimulatedController controller) {
        if (chance.happens(faults.controllerCrashes())) {
            kills++;
            transcript.line(controller.name(), "killed");
            controller.life().die();
        } else if (chance.happens(faults.freezes())) {
            stop(controller.life(), controller.name());
        }
    }

    @Override
    public void stop(Life life, String name) {
        if (life.stopped() || !life.alive()) {
            return;
        }
        transcript.line(name, "stopped");
        life.stop();
        schedule.after(chance.upTo(STOPPED), () -> {
            if (life.alive() && life.stopped()) {
                transcript.line(name, "goes on");
                life.goOn();
            }
        });
        if (chance.happens(faults.rivals())) {
            schedule.after(chance.upTo(Duration.ofSeconds(30)), this::startController);
        }
    }

    private void goWrong(SimulatedHost host) {
        if (!host.up()) {
            return;
        }
        if (chance.happens(faults.reboots())) {
            powerLosses++;
            host.losePower();
            return;
        }
        if (chance.happens(faults.agentCrashes()) && host.desk().isPresent()) {
            kills++;
            host.killAgent();
        }
        if (chance.happens(faults.linkBreaks())) {
            host.link().ifPresent(SimulatedLink::cut);
        }
        if (chance.happens(faults.halfOpen())) {
            transcript.line(host.name, "link is half open");
            host.link().ifPresent(SimulatedLink::silent);
        }
        if (chance.happens(faults.processKills())) {
            host.killSomething();
        }
        if (chance.happens(faults.diskFull())) {
            host.fillDisk();
        }
        if (chance.happens(faults.clockJumps())) {
            host.setClock();
        }
    }

    // ------------------------------------------------------------------------------------------ what must hold

    /** Told of events in the order in which they become durable. */
    private void durable(String id, List<ByteString> stored) {
        for (var bytes : stored) {
            var event = EventCodec.decode(bytes);
            if (folding.isEmpty()) {
                folding = Optional.of(RunFolding.of(planning));
            }
            var view = folding.get().take(event);
            events++;
            lastEvent = schedule.now();
            transcript.event(view.position(), words.of(event), event);
            if (people.isEmpty()) {
                people = Optional.of(new SimulatedPeople(view.plan(), chance, schedule));
            }
            switch (event) {
                case RunEvent.AttemptDispatched e -> {
                    dispatched.add(id + "/" + e.attempt());
                    if (e.action().hasReboot()) {
                        restarting.put(id + "/" + e.attempt(), toEnd(id, view, e));
                    }
                }
                case RunEvent.AttemptEnded e -> {
                    ended.add(id + "/" + e.attempt());
                    backMeansRestarted(id, e);
                }
                case RunEvent.AttemptRefused e -> ended.add(id + "/" + e.attempt());
                case RunEvent.DecisionTaken e -> taken.add(e.id());
                case RunEvent.HostEntered e -> {
                    thresholdHolds(view, e);
                    inside.add(e.stage() + "@" + e.host());
                }
                case RunEvent.HostExcluded e -> inside.removeIf(place -> place.endsWith("@" + e.host()));
                default -> {}
            }
            unknowns.take(event);
            truth.durable(view, event);
        }
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
                && event.result().outcome() == dev.banksman.controller.run.AttemptReport.Outcome.SUCCEEDED
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
    private void thresholdHolds(RunView view, RunEvent.HostEntered event) {
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

    @Override
    public void settled(RunView view, String controller) {
        if (view.position() > events) {
            truth.breach(controller + " shows event " + view.position() + ", and " + events + " are durable");
        }
    }

    @Override
    public void arrives(String host, Dispatch dispatch) {
        var id = dispatch.getAttempt();
        var key = id.getRun() + "/" + id.getHost() + "/" + id.getNumber();
        transcript.line(host, "is told to run " + key + ", term " + dispatch.getTerm());
        if (!dispatched.contains(key)) {
            truth.breach("attempt " + key + " is dispatched, and the journal does not know it");
        }
    }

    @Override
    public void acknowledges(AttemptId id) {
        var key = id.getRun() + "/" + id.getHost() + "/" + id.getNumber();
        if (!ended.contains(key)) {
            truth.breach("the end of attempt " + key + " is acknowledged, and is not durable");
        }
    }

    @Override
    public void reported(String host, Report report) {
        transcript.line(host, "reports " + report.getAttempt().getNumber() + " " + report.getStateCase());
    }

    @Override
    public void saidTo(String host, ControllerMessage message) {
        transcript.line("to " + host, message.getMessageCase().toString());
    }

    /** At the end: every decision that was answered is there, and so is all that was printed. */
    private void nothingIsLost() {
        for (var id : decided) {
            if (!taken.contains(id)) {
                truth.breach("decision " + id + " was answered, and is lost");
            }
        }
    }

    // ------------------------------------------------------------------------------------------ the installation

    @Override
    public Schedule schedule() {
        return schedule;
    }

    @Override
    public Chance chance() {
        return chance;
    }

    @Override
    public Truth truth() {
        return truth;
    }

    @Override
    public Transcript transcript() {
        return transcript;
    }

    @Override
    public Faults faults() {
        return faults;
    }

    @Override
    public boolean planted(Plant plant) {
        return plants.contains(plant);
    }

    @Override
    public Planning planning() {
        return planning;
    }

    @Override
    public Map<String, SimulatedHost> hosts() {
        return hosts;
    }

    /** The real planner, asked once: the documents do not change. */
    private static final class OnePlan implements Planning {

        private final DocumentPlanning planner = new DocumentPlanning();
        private Optional<Planned> planned = Optional.empty();

        @Override
        public Planned plan(Documents documents) {
            if (planned.isEmpty()) {
                planned = Optional.of(planner.plan(documents));
            }
            return planned.get();
        }

        @Override
        public PlanActions actions(Plan plan, String run) {
            return planner.actions(plan, run);
        }
    }
}
