package dev.banksman.deploy.simulation;

import dev.banksman.controller.engine.AgentEvents;
import dev.banksman.controller.engine.Agents;
import dev.banksman.controller.engine.Engine;
import dev.banksman.controller.engine.EngineSettings;
import dev.banksman.controller.engine.RunWatch;
import dev.banksman.controller.engine.Timers;
import dev.banksman.controller.fleet.AgentSessions;
import dev.banksman.controller.fleet.FleetLine;
import dev.banksman.controller.fleet.FleetSettings;
import dev.banksman.controller.fleet.OutputStore;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunView;
import dev.banksman.deploy.simulation.disk.SimulatedCrash;
import dev.banksman.deploy.simulation.disk.SimulatedDisk;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Report;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One process of a controller: the real engine and fleet, over a journal and a disk that outlive it. */
final class SimulatedController {

    private static final FleetSettings SETTINGS = FleetSettings.defaults(new InetSocketAddress(0));

    private final Installation installation;
    private final String name;
    private final Life life;
    private final AgentSessions sessions = new AgentSessions(new SimpleMeterRegistry());
    private final OutputStore outputs;
    private final Engine engine;
    private final List<SimulatedLink> links = new ArrayList<>();
    /** When each host that has no session lost it, or was missed first. */
    private final Map<String, Instant> missing = new HashMap<>();

    private boolean recovering = true;

    /** @throws dev.banksman.controller.journal.JournalException if the journal cannot be had at present */
    SimulatedController(String name, Installation installation, SimulatedDisk disk, StoredJournal.Store store) {
        this.name = name;
        this.installation = installation;
        var schedule = installation.schedule();
        life = new Life(schedule, installation.chance(), this::died);
        var scheduler = new VirtualScheduler(life);
        try {
            outputs = FleetLine.outputs(disk.root().resolve("output"), 1 << 20, new SimpleMeterRegistry(), scheduler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var journal = new StoredJournal(
                store, life, schedule, installation.chance(), installation.planted(Plant.JOURNAL_AFTER_EFFECT));
        engine = Engine.recover(
                new Engine.Ports(
                        journal,
                        new Sending(),
                        this::timer,
                        installation.planning(),
                        schedule::now,
                        life.threads(),
                        life.threads(),
                        name),
                EngineSettings.DEFAULTS,
                watch());
        installation.hosts().keySet().forEach(host -> missing.put(host, schedule.now()));
        FleetLine.deliver(sessions, events());
        life.after(Duration.ofSeconds(1), this::watchOver);
        life.after(Duration.ofMillis(50), () -> recovering = false);
    }

    String name() {
        return name;
    }

    Life life() {
        return life;
    }

    Engine engine() {
        return engine;
    }

    OutputStore outputs() {
        return outputs;
    }

    FleetLine line(String host, SimulatedLink link) {
        links.add(link);
        return new FleetLine(
                host,
                sessions,
                outputs,
                SETTINGS,
                installation.schedule()::now,
                () -> Duration.between(Instant.EPOCH, installation.schedule().now())
                        .toNanos(),
                link);
    }

    private void watchOver() {
        FleetLine.endSilent(sessions, SETTINGS);
        life.after(Duration.ofSeconds(1), this::watchOver);
    }

    private Timers.Alarm timer(Instant due, Runnable task) {
        if (recovering && installation.planted(Plant.TIMER_LOST_AT_RESTART)) {
            return () -> {};
        }
        var cancelled = new boolean[1];
        installation
                .schedule()
                .at(
                        due,
                        () -> life.run(() -> {
                            if (!cancelled[0]) {
                                task.run();
                            }
                        }));
        return () -> cancelled[0] = true;
    }

    /** How long this host has had no session here. */
    Duration missingFor(String host) {
        var since = missing.get(host);
        return since == null
                ? Duration.ZERO
                : Duration.between(since, installation.schedule().now());
    }

    private RunWatch watch() {
        return new RunWatch() {
            @Override
            public void appended(RunView view, List<RunEvent> events) {
                installation.settled(view, name);
            }

            @Override
            public void fenced(String why) {
                installation.transcript().line(name, "fenced");
                life.die();
            }
        };
    }

    private AgentEvents events() {
        var to = engine.agentEvents();
        return new AgentEvents() {
            @Override
            public void connected(String host, long link, Hello hello) {
                missing.remove(host);
                to.connected(host, link, hello);
            }

            @Override
            public void reported(String host, Report report) {
                if (installation.planted(Plant.LOST_ACKNOWLEDGEMENT) && report.hasEnded()) {
                    sessions.acknowledge(report.getAttempt());
                }
                to.reported(host, report);
            }

            @Override
            public void lost(String host, String reason) {
                missing.put(host, installation.schedule().now());
                if (!installation.planted(Plant.UNREACHABLE_NOT_COUNTED)) {
                    to.lost(host, reason);
                }
            }
        };
    }

    private void died() {
        installation.transcript().line(name, "down");
        List.copyOf(links).forEach(SimulatedLink::controllerGone);
        installation.controllerDied(this);
    }

    /** Before each message the process may be killed, or stopped in the middle of what it does. */
    private final class Sending implements Agents {

        private void send(Runnable message) {
            if (installation.chance().happens(installation.faults().controllerCrashesAtSend())) {
                throw new SimulatedCrash("killed before a message");
            }
            if (installation.chance().happens(installation.faults().controllerStopsAtSend())) {
                installation.stop(life, name);
            }
            // A stopped process sends it when it goes on.
            life.run(message);
        }

        @Override
        public void dispatch(Dispatch dispatch, long link) {
            send(() -> sessions.dispatch(dispatch, link));
        }

        @Override
        public void cancel(Cancel cancel) {
            send(() -> sessions.cancel(cancel));
        }

        @Override
        public void acknowledge(AttemptId id) {
            send(() -> sessions.acknowledge(id));
        }

        @Override
        public void inquire(AttemptId id) {
            send(() -> sessions.inquire(id));
        }

        @Override
        public Set<String> connected() {
            return sessions.connected();
        }
    }
}
