package dev.banksman.deploy.simulation;

import dev.banksman.controller.simulate.Chance;
import dev.banksman.controller.simulate.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What goes wrong in an installation, as often as the faults say: by chance, and by nobody's decision. */
final class Troubles {
    private static final Duration STOPPED = Duration.ofMinutes(6);

    private final Chance chance;
    private final Schedule schedule;
    private final Transcript transcript;
    private final StoredJournal.Store store;
    private final List<SimulatedController> controllers;
    private final Map<String, SimulatedHost> hosts;
    private final Runnable startController;
    private int kills;
    private int powerLosses;

    Troubles(
            Chance chance,
            Schedule schedule,
            Transcript transcript,
            StoredJournal.Store store,
            List<SimulatedController> controllers,
            Map<String, SimulatedHost> hosts,
            Runnable startController) {
        this.chance = chance;
        this.schedule = schedule;
        this.transcript = transcript;
        this.store = store;
        this.controllers = controllers;
        this.hosts = hosts;
        this.startController = startController;
    }

    int kills() {
        return kills;
    }

    int powerLosses() {
        return powerLosses;
    }

    /** Asks chance once of everything that can go wrong. */
    void strike(Faults faults) {
        for (var controller : List.copyOf(controllers)) {
            strike(faults, controller);
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
        hosts.values().forEach(host -> strike(faults, host));
    }

    private void strike(Faults faults, SimulatedController controller) {
        if (chance.happens(faults.controllerCrashes())) {
            kills++;
            transcript.line(controller.name(), "killed");
            controller.life().die();
        } else if (chance.happens(faults.freezes())) {
            stop(faults, controller.life(), controller.name());
        }
    }

    /** A process stands still for a while; meanwhile somebody may start another in its place. */
    void stop(Faults faults, Life life, String name) {
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
            schedule.after(chance.upTo(Duration.ofSeconds(30)), startController);
        }
    }

    private void strike(Faults faults, SimulatedHost host) {
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
}
