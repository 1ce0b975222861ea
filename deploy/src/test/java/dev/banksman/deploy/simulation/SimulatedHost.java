package dev.banksman.deploy.simulation;

import dev.banksman.agent.action.HostTools;
import dev.banksman.agent.action.Work;
import dev.banksman.agent.desk.CommandDesk;
import dev.banksman.agent.desk.DeskLimits;
import dev.banksman.agent.desk.DeskPorts;
import dev.banksman.agent.desk.InsideRunner;
import dev.banksman.agent.desk.Outbox;
import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.journal.FileCommandStore;
import dev.banksman.agent.supervise.FileSecretStore;
import dev.banksman.agent.supervise.FileSpool;
import dev.banksman.agent.supervise.Moment;
import dev.banksman.agent.supervise.PosixLauncher;
import dev.banksman.common.DurableFiles;
import dev.banksman.controller.simulate.Chance;
import dev.banksman.controller.simulate.Schedule;
import dev.banksman.deploy.simulation.disk.SimulatedCrash;
import dev.banksman.deploy.simulation.disk.SimulatedDisk;
import dev.banksman.deploy.simulation.disk.Survival;
import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A machine: its disk, its processes from one start to the next, and on it the real logic of an agent. The agent's
 * process is one {@link Life} after another.
 */
final class SimulatedHost {

    private static final Duration RESTART = Duration.ofSeconds(10);
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final int WRITES_AHEAD = 12;

    final String name;
    private final Installation installation;
    private final Schedule schedule;
    private final Chance chance;
    private final Truth truth;
    private final Transcript transcript;
    private final SimulatedDisk disk;
    private final AgentDirectory directory;
    private int boots;
    private boolean restarting;
    private long highestTerm;
    private Duration clockError = Duration.ZERO;
    private HostKernel kernel;
    private Life agent;
    private Optional<CommandDesk> desk = Optional.empty();
    private Optional<SimulatedLink> link = Optional.empty();
    private long ticks;
    private int crashAfterWrites = -1;

    SimulatedHost(String name, Installation installation) {
        this.name = name;
        this.installation = installation;
        schedule = installation.schedule();
        chance = installation.chance();
        truth = installation.truth();
        transcript = installation.transcript();
        disk = SimulatedDisk.create(schedule::now);
        disk.faults().lyingForce(installation.planted(Plant.FORGOTTEN_SYNC));
        disk.beforeEach(operation -> {
            if (crashAfterWrites >= 0 && crashAfterWrites-- == 0) {
                throw new SimulatedCrash("killed before " + operation);
            }
        });
        directory = new AgentDirectory(disk.root().resolve("agent"));
        boot();
    }

    /** The agent's desk, if its process is there. */
    Optional<CommandDesk> desk() {
        return desk;
    }

    /** Does a piece of the agent's work, in the middle of which the agent may be killed. */
    void work(Runnable task) {
        agent.run(() -> {
            boolean marked = chance.happens(installation.faults().agentCrashesAtWrite());
            crashAfterWrites = marked ? (int) (chance.fraction() * WRITES_AHEAD) : -1;
            try {
                task.run();
            } finally {
                crashAfterWrites = -1;
            }
        });
    }

    void after(Duration time, Runnable task) {
        var life = agent;
        schedule.after(time, () -> {
            if (agent == life) {
                work(task);
            }
        });
    }

    /** Something was said to the desk, or a process has ended: it looks soon. */
    void nudge() {
        long number = ++ticks;
        after(Duration.ofMillis(1), () -> {
            if (number == ticks) {
                tick();
            }
        });
    }

    private void tick() {
        long number = ++ticks;
        desk.ifPresent(d -> {
            var wait = d.tick();
            after(wait, () -> {
                if (number == ticks) {
                    tick();
                }
            });
        });
    }

    String bootId() {
        return name + "-boot-" + boots;
    }

    private void boot() {
        boots++;
        kernel = new HostKernel(
                name,
                bootId(),
                schedule,
                chance,
                truth,
                installation.planted(Plant.PID_ONLY_ADOPTION),
                (host, command, environment, log, ended) -> ShimProgram.start(
                        host,
                        chance,
                        truth,
                        command,
                        environment,
                        ended,
                        installation.planted(Plant.DOUBLE_START),
                        installation.planted(Plant.CHILDREN_SURVIVE),
                        directory.root()));
        startAgent();
    }

    private void startAgent() {
        agent = new Life(schedule, chance, this::agentDied);
        var life = agent;
        work(() -> {
            try {
                desk = Optional.of(open());
                transcript.line(name, "agent up");
                tick();
                after(chance.upTo(Duration.ofSeconds(2)), this::connect);
            } catch (IOException e) {
                transcript.line(name, "agent cannot start: " + e.getMessage());
                life.die();
            }
        });
    }

    private CommandDesk open() throws IOException {
        // Enrolling has made it long ago.
        Files.createDirectories(directory.root());
        DurableFiles.syncDirectory(disk.root());
        var bootId = Files.readString(kernel.bootIdFile()).strip();
        var running = kernel;
        var tools = new HostTools(HostTools.Platform.LINUX, Map.of(), kernel.bootIdFile());
        var ports = new DeskPorts(
                new FileCommandStore(directory, name),
                new PosixLauncher(kernel, directory, kernel.bootIdFile(), bootId, this::nudge),
                this::inside,
                new FileSpool(directory, List.of("fallocate")),
                new FileSecretStore(directory.secrets()),
                () -> new Moment(schedule.now().plus(clockError), bootId, running.uptime()),
                outbox(),
                directory::work);
        var opened =
                new CommandDesk(name, ports, new SimulatedActions(this, tools), DeskLimits.DEFAULT, (key, move) -> {});
        opened.start();
        return opened;
    }

    /** What runs inside the agent takes a moment, as on a thread of its own. */
    private InsideRunner.Running inside(AttemptKey key, Work.Body body, Consumer<InsideRunner.End> done) {
        var work = new InsideWork(
                key,
                directory.work(key),
                installation,
                this::after,
                text -> transcript.line(name, key + " prints " + text),
                () -> kernel.uptime().toNanos());
        return work.begin(body, end -> {
            done.accept(end);
            nudge();
        });
    }

    /** The system is to restart, because an attempt asked for it: after a while, unless it is taken back in time. */
    void restartSoon(AttemptKey key) {
        truth.asksForRestart(key.toString(), bootId());
        if (restarting) {
            return;
        }
        transcript.line(name, "is to restart");
        restarting = true;
        var on = kernel;
        schedule.after(chance.upTo(Duration.ofSeconds(30)), () -> {
            if (restarting && kernel == on && on.up()) {
                restart();
            }
        });
    }

    boolean restartTakenBack() {
        boolean was = restarting;
        restarting = false;
        return was;
    }

    private Outbox outbox() {
        return new Outbox() {
            @Override
            public void report(Report report) {
                link.ifPresent(l -> l.report(report));
            }

            @Override
            public boolean readyForOutput() {
                return link.map(SimulatedLink::readyForOutput).orElse(false);
            }

            @Override
            public void output(OutputChunk chunk) {
                link.ifPresent(l -> l.output(chunk));
            }
        };
    }

    /** Tries to reach a controller; tries again when that fails. */
    void connect() {
        if (desk.isPresent() && link.isEmpty() && kernel.up()) {
            var reached = installation.reach(name);
            if (reached.isPresent()) {
                var next = new SimulatedLink(this, reached.get(), installation);
                link = Optional.of(next);
                next.open();
            } else {
                after(chance.upTo(Duration.ofSeconds(20)), this::connect);
            }
        }
    }

    /** The agent has noticed that its link is gone. */
    void disconnected(SimulatedLink gone) {
        if (link.equals(Optional.of(gone))) {
            link = Optional.empty();
            if (gone.welcomed()) {
                desk.ifPresent(CommandDesk::linkDown);
            }
            after(chance.upTo(Duration.ofSeconds(5)), this::connect);
        }
    }

    Optional<SimulatedLink> link() {
        return link;
    }

    boolean up() {
        return kernel.up();
    }

    /** As the agent reads it: with the planted bug, whatever its term is, it is the newest. */
    Dispatch believed(Dispatch dispatch) {
        return dispatch.toBuilder().setTerm(believed(dispatch.getTerm())).build();
    }

    Cancel believed(Cancel cancel) {
        return cancel.toBuilder().setTerm(believed(cancel.getTerm())).build();
    }

    private long believed(long term) {
        highestTerm = Math.max(highestTerm, term);
        return installation.planted(Plant.IGNORED_TERM) ? highestTerm : term;
    }

    void killAgent() {
        transcript.line(name, "agent killed");
        agent.die();
    }

    private void agentDied() {
        transcript.line(name, "agent down");
        desk = Optional.empty();
        link.ifPresent(SimulatedLink::agentGone);
        link = Optional.empty();
        crashAfterWrites = -1;
        disk.processCrash();
        var on = kernel;
        schedule.after(chance.upTo(RESTART), () -> {
            if (on.up() && kernel == on && desk.isEmpty()) {
                startAgent();
            }
        });
    }

    /** In good order: what was written is on the disk. */
    private void restart() {
        transcript.line(name, "restarts");
        goDown(Survival.EVERYTHING);
    }

    /** Power off, and after a while on again. */
    void losePower() {
        transcript.line(name, "power lost");
        goDown(survival());
    }

    private void goDown(Survival survival) {
        restarting = false;
        truth.powerLost(name);
        kernel.down();
        link.ifPresent(SimulatedLink::silent);
        link = Optional.empty();
        desk = Optional.empty();
        // Without its last word: nobody restarts this agent.
        agent = new Life(schedule, chance, () -> {});
        disk.powerLoss(survival);
        schedule.after(chance.upTo(BOOT), () -> {
            if (!kernel.up()) {
                transcript.line(name, "power on");
                boot();
            }
        });
    }

    /** Anything that the disk may have written by itself. */
    private Survival survival() {
        return new Survival() {
            @Override
            public int names(Path directory, int pending) {
                return (int) (chance.fraction() * (pending + 1));
            }

            @Override
            public Contents contents(Path file, long unsynced) {
                if (chance.happens(0.4)) {
                    return Contents.NONE;
                }
                long bytes = (long) (chance.fraction() * (unsynced + 1));
                return chance.happens(0.5) ? Contents.torn(bytes) : Contents.torn(bytes, offset -> 0);
            }
        };
    }

    /** Something kills a process of a command, as the kernel does when memory is short. */
    void killSomething() {
        var victims =
                kernel.running().stream().filter(p -> !p.attempt.isEmpty()).toList();
        if (!victims.isEmpty()) {
            var victim = chance.of(victims);
            transcript.line(name, "process " + victim.pid + " of " + victim.attempt + " is killed by the kernel");
            victim.ends(137);
        }
    }

    void fillDisk() {
        transcript.line(name, "disk full");
        disk.faults().fullAfter((long) (chance.fraction() * 4096));
        schedule.after(chance.upTo(Duration.ofMinutes(3)), this::makeRoom);
    }

    void makeRoom() {
        disk.faults().neverFull();
    }

    void setClock() {
        clockError = chance.upTo(Duration.ofHours(2)).minusHours(1);
        transcript.line(name, "clock is wrong by " + clockError);
    }
}
