package dev.banksman.controller.simulate;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.AttemptReport;
import dev.banksman.controller.run.Effect;
import dev.banksman.controller.run.PlanActions;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.RunView.TaskView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A whole fleet in one thread: controller, network, hosts and people around the same core that runs real plans, with a
 * virtual clock and everything that goes wrong drawn from a seed.
 *
 * <p>A simulation has three parts: a time with faults; a time without, in which everything must come to rest (the run
 * ends, or waits for decisions by name); and a time in which people decide, and the run must end. After each event what
 * must always hold is checked; a breach throws, and the seed plays it again.
 */
public final class SimulatedFleet {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration CHECK = Duration.ofSeconds(10);
    private static final Duration RESTART = Duration.ofSeconds(40);
    private static final int ROUNDS = 2_000;

    private final long seed;
    private final Chance chance;
    private final Schedule schedule = new Schedule(START);
    private final Truth truth = new Truth();
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final SimulatedController controller;
    private final SimulatedPeople people;
    private Faults faults;

    /** An agent and its link. A link has a number; what was sent on an older one is lost. */
    private final class Host {
        final SimulatedAgent agent;
        boolean linked;
        int link;
        Instant lastToAgent = START;
        Instant lastToController = START;

        Host(String name, Behaviour behaviour) {
            agent = new SimulatedAgent(name, schedule, behaviour, truth, this::report);
        }

        private void report(AttemptReport report) {
            toController(() -> new RunInput.AttemptReported(report, schedule.now()));
        }

        void toController(Supplier<RunInput> input) {
            if (linked) {
                lastToController = later(lastToController);
                send(lastToController, () -> controller.take(input.get()));
            }
        }

        void toAgent(Effect effect) {
            if (linked) {
                lastToAgent = later(lastToAgent);
                send(lastToAgent, () -> agent.take(effect));
            }
        }

        /** One stream keeps its order: nothing overtakes what was sent before. */
        private Instant later(Instant last) {
            Instant due = schedule.now().plus(chance.upTo(faults.delay()));
            return due.isBefore(last) ? last : due;
        }

        private void send(Instant due, Runnable delivery) {
            int on = link;
            int times = chance.happens(faults.twice()) ? 2 : 1;
            schedule.at(due, () -> {
                for (int i = 0; i < times && linked && link == on; i++) {
                    delivery.run();
                }
            });
        }

        void connect() {
            if (linked || !controller.up()) {
                return;
            }
            linked = true;
            link++;
            var hello = agent.known();
            toController(() ->
                    new RunInput.HostConnected(agent.host, agent.bootId(), agent.highest(), 0, hello, schedule.now()));
        }

        void disconnect(String reason) {
            if (linked) {
                linked = false;
                controller.take(new RunInput.HostLost(agent.host, reason, schedule.now()));
            }
        }
    }

    private SimulatedFleet(Plan plan, PlanActions actions, long seed, Faults faults, List<Watch> watches) {
        this.seed = seed;
        this.faults = faults;
        this.chance = new Chance(seed);
        this.people = new SimulatedPeople(plan, chance, schedule);
        var behaviour = new RandomBehaviour(chance);
        plan.hosts().keySet().forEach(name -> hosts.put(name, new Host(name, behaviour)));
        controller = new SimulatedController(
                plan,
                actions,
                schedule,
                this::toAgent,
                watches,
                truth::compare,
                () -> chance.happens(this.faults.controllerCrashes() / 20));
    }

    /**
     * Plays one run of a plan to its end.
     *
     * @param chaos how long things go wrong
     * @throws IllegalStateException if something does not hold, or the run does not come to rest
     */
    public static SimulationReport play(
            Plan plan, PlanActions actions, long seed, Faults faults, Duration chaos, List<Watch> watches) {
        return new SimulatedFleet(plan, actions, seed, faults, watches).play(chaos);
    }

    private void toAgent(String name, Effect effect) {
        Host host = hosts.get(name);
        if (host == null) {
            throw new IllegalStateException("something is sent to " + name + ", which is not in the plan: " + effect);
        }
        host.toAgent(effect);
    }

    private SimulationReport play(Duration chaos) {
        controller.startUp();
        start();
        hosts.values().forEach(Host::connect);
        schedule.after(CHECK, this::goWrong);
        runUntil(START.plus(chaos));
        faults = Faults.NONE;
        recover();
        start();
        rest();
        List<String> waiting = controller.state().awaitingDecision().stream()
                .map(TaskView::key)
                .map(Object::toString)
                .toList();
        for (int round = 0; round < ROUNDS && !controller.over(); round++) {
            people.whateverHelps(controller.state()).forEach(controller::take);
            rest();
        }
        if (!controller.over()) {
            throw new IllegalStateException("the run does not end, whatever people decide: " + controller.state());
        }
        return new SimulationReport(
                seed,
                controller.state().phase(),
                controller.journal().size(),
                controller.crashes(),
                Duration.between(START, schedule.now()),
                transcript(),
                waiting);
    }

    /** Whoever starts a run and gets no answer asks again. */
    private void start() {
        if (controller.state().phase() == RunPhase.PLANNED) {
            controller.take(new RunInput.Start("ann", schedule.now()));
        }
    }

    private void runUntil(Instant end) {
        while (!controller.over() && schedule.step(end)) {
            recover();
        }
    }

    /** Without faults, and without people: everything that can go on does, until nothing is under way. */
    private void rest() {
        recover();
        Instant limit = schedule.now().plus(Duration.ofDays(2));
        while (!controller.over() && schedule.step(limit)) {
            recover();
        }
        boolean waits = controller.state().held()
                || controller.state().paused()
                || !controller.state().awaitingDecision().isEmpty();
        if (!controller.over() && !waits) {
            throw new IllegalStateException(
                    "the run neither goes on, nor ends, nor waits for anybody: " + controller.state());
        }
    }

    private void recover() {
        if (controller.up()) {
            if (!faultsLast()) {
                hosts.values().forEach(Host::connect);
            }
        } else if (!faultsLast()) {
            restartController();
        }
    }

    private boolean faultsLast() {
        return !faults.equals(Faults.NONE);
    }

    /** Every check, each thing that can go wrong may. */
    private void goWrong() {
        if (!faultsLast() || controller.over()) {
            return;
        }
        schedule.after(CHECK, this::goWrong);
        if (controller.up() && chance.happens(faults.controllerCrashes())) {
            controller.crash();
        }
        if (!controller.up()) {
            hosts.values().forEach(host -> host.linked = false);
            if (chance.happens(0.5)) {
                schedule.after(RESTART, this::restartController);
            }
            return;
        }
        hosts.values().forEach(this::goWrong);
        if (chance.happens(faults.people())) {
            controller.take(people.anything(controller.state()));
        }
    }

    private void goWrong(Host host) {
        if (chance.happens(faults.reimages())) {
            host.disconnect("reimaged");
            host.agent.reimage();
        } else if (chance.happens(faults.reboots())) {
            host.disconnect("rebooted");
            host.agent.reboot();
        } else if (chance.happens(faults.agentCrashes())) {
            host.disconnect("agent died");
            host.agent.restart();
        } else if (chance.happens(faults.linkBreaks())) {
            host.disconnect("connection reset");
        }
        if (!host.linked) {
            schedule.after(chance.upTo(faults.partition()).dividedBy(chance.happens(0.8) ? 20 : 1), host::connect);
        }
    }

    private void restartController() {
        if (!controller.up()) {
            hosts.values().forEach(host -> host.linked = false);
            controller.startUp();
            hosts.values().forEach(host -> schedule.after(chance.upTo(Duration.ofSeconds(20)), host::connect));
        }
    }

    private String transcript() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (RunEvent event : controller.journal()) {
                digest.update(event.toString().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '\n');
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
