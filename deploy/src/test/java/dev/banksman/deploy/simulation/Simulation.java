package dev.banksman.deploy.simulation;

import com.google.protobuf.ByteString;
import dev.banksman.controller.engine.Planning;
import dev.banksman.controller.engine.Recorded;
import dev.banksman.controller.engine.RunFolding;
import dev.banksman.controller.engine.StartAnswer;
import dev.banksman.controller.engine.StartRequest;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.JournalException;
import dev.banksman.controller.operator.EventWords;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunView;
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

    private final Promises promises;
    private final EventWords words = new EventWords();
    private Faults faults;
    private Optional<RunFolding> folding = Optional.empty();
    private Optional<SimulatedPeople> people = Optional.empty();
    private Optional<String> run = Optional.empty();
    private Instant lastEvent = START;
    private int started;
    private int events;
    private final Troubles troubles;
    private final Unknowns unknowns = new Unknowns();

    private Simulation(long seed, Faults faults, Set<Plant> plants, boolean kept) {
        this.seed = seed;
        this.faults = faults;
        this.plants = plants.isEmpty() ? EnumSet.noneOf(Plant.class) : EnumSet.copyOf(plants);
        chance = new Chance(seed);
        store = new StoredJournal.Store(this::durable, planted(Plant.IGNORED_TERM));
        transcript = new Transcript(schedule, kept);
        truth = new Truth(transcript);
        promises = new Promises(truth, hosts);
        troubles = new Troubles(chance, schedule, transcript, store, controllers, hosts, this::startController);
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
                        troubles.kills(),
                        troubles.powerLosses(),
                        truth.doubleStarts(),
                        truth.lostResults(),
                        promises.wentBack(),
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
        promises.nothingIsLost();
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
            promises.answered(decision.id());
        }
    }

    // ------------------------------------------------------------------------------------------ what goes wrong

    private void goWrong() {
        if (faults.equals(Faults.NONE) || over()) {
            return;
        }
        schedule.after(CHECK, this::goWrong);
        troubles.strike(faults);
        var view = truth.durable();
        if (view.isPresent() && chance.happens(faults.people())) {
            decide(people.orElseThrow().anything(view.get()));
        }
    }

    @Override
    public void stop(Life life, String name) {
        troubles.stop(faults, life, name);
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
            promises.take(id, view, event, controllers);
            unknowns.take(event);
            truth.durable(view, event);
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
        promises.arrives(key);
    }

    @Override
    public void acknowledges(AttemptId id) {
        promises.acknowledged(id.getRun() + "/" + id.getHost() + "/" + id.getNumber());
    }

    @Override
    public void reported(String host, Report report) {
        transcript.line(host, "reports " + report.getAttempt().getNumber() + " " + report.getStateCase());
    }

    @Override
    public void saidTo(String host, ControllerMessage message) {
        transcript.line("to " + host, message.getMessageCase().toString());
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
}
