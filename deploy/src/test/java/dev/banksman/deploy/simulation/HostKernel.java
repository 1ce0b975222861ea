package dev.banksman.deploy.simulation;

import dev.banksman.agent.supervise.HostProcesses;
import dev.banksman.controller.simulate.Chance;
import dev.banksman.controller.simulate.Schedule;
import dev.banksman.deploy.simulation.disk.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The processes of a simulated host, from one start of it to the next, with a {@code /proc} that the agent's own code
 * reads. Pids are few, so that they are soon used again, often by a process that has nothing to do with any command.
 */
final class HostKernel implements HostProcesses {

    private static final long AGENT = 90;
    private static final long FIRST_PID = 100;
    private static final int PIDS = 12;
    private static final double REUSED_AT_ONCE = 0.5;
    private static final Duration REUSED_WITHIN = Duration.ofMillis(100);
    private static final Duration STRANGERS_LIFE = Duration.ofMinutes(30);

    /** A process. */
    final class Process {
        final long pid;
        final long start;
        private long parent;
        private final long session;
        /** The attempt whose tree it belongs to; empty for a stranger. */
        final String attempt;

        private final boolean ignoresAsking;
        private final Ending ending;
        private boolean alive = true;

        private Process(long pid, long parent, long session, String attempt, boolean ignoresAsking, Ending ending) {
            this.pid = pid;
            this.start = startTime();
            this.parent = parent;
            this.session = session == 0 ? pid : session;
            this.attempt = attempt;
            this.ignoresAsking = ignoresAsking;
            this.ending = ending;
        }

        boolean alive() {
            return alive;
        }

        long session() {
            return session;
        }

        /** It becomes another program, as exec does. */
        void becomes(List<String> arguments, Map<String, String> environment) {
            put(pid + "/cmdline", String.join("\0", arguments) + "\0");
            var text = new StringBuilder();
            environment.forEach(
                    (name, value) -> text.append(name).append('=').append(value).append('\0'));
            put(pid + "/environ", text.toString());
        }

        void ends(int code) {
            if (alive) {
                alive = false;
                processes.remove(pid);
                remove(pid);
                processes.values().stream().filter(p -> p.parent == pid).forEach(p -> {
                    p.parent = 1;
                    writeStat(p);
                });
                reuse(pid);
                ending.ended(code);
            }
        }
    }

    /** Told how a process ended; 128 + n for signal n. */
    @FunctionalInterface
    interface Ending {
        void ended(int code);
    }

    private final Schedule schedule;
    private final Chance chance;
    private final Instant booted;
    private final Truth truth;
    private final String host;
    private final String bootId;
    private final boolean startTimesHidden;
    private final SimulatedDisk memory;
    private final Map<Long, Process> processes = new TreeMap<>();
    private final Starter starter;
    private boolean up = true;
    private long lastPid = FIRST_PID;

    /** Plays the program that a command line names. */
    @FunctionalInterface
    interface Starter {
        Started start(
                HostKernel kernel, List<String> command, Map<String, String> environment, Path log, Runnable ended)
                throws IOException;
    }

    /** @param startTimesHidden a planted bug: every process seems to have been started at the same time */
    HostKernel(
            String host,
            String bootId,
            Schedule schedule,
            Chance chance,
            Truth truth,
            boolean startTimesHidden,
            Starter starter) {
        this.host = host;
        this.bootId = bootId;
        this.schedule = schedule;
        this.chance = chance;
        this.truth = truth;
        this.starter = starter;
        this.startTimesHidden = startTimesHidden;
        booted = schedule.now();
        memory = SimulatedDisk.create(schedule::now);
        put("boot_id", bootId + "\n");
    }

    String bootId() {
        return bootId;
    }

    Path bootIdFile() {
        return memory.root().resolve("boot_id");
    }

    Duration uptime() {
        return Duration.between(booted, schedule.now());
    }

    boolean up() {
        return up;
    }

    /** Everything is gone at once, and nobody is told. */
    void down() {
        up = false;
        processes.values().forEach(process -> process.alive = false);
        processes.clear();
    }

    List<Process> running() {
        return List.copyOf(processes.values());
    }

    /** @param session 0 for one of its own */
    Process spawn(long parent, long session, String attempt, boolean ignoresAsking, Ending ending) {
        var process = new Process(freePid(), parent, session, attempt, ignoresAsking, ending);
        add(process);
        return process;
    }

    /** Does it after the time, if the host is still up. */
    void after(Duration time, Runnable task) {
        schedule.after(time, () -> {
            if (up) {
                task.run();
            }
        });
    }

    @Override
    public Path table() {
        return memory.root();
    }

    @Override
    public long self() {
        return AGENT;
    }

    @Override
    public Started start(List<String> command, Map<String, String> environment, Path log, Runnable ended)
            throws IOException {
        return starter.start(this, command, environment, log, ended);
    }

    @Override
    public void signal(long pid, BooleanSupplier still, boolean byForce) {
        var process = processes.get(pid);
        if (process == null || !still.getAsBoolean()) {
            return;
        }
        if (process.attempt.isEmpty()) {
            truth.breach("host " + host + ": the agent ends process " + pid + ", which is not of any command");
        }
        if (byForce || !process.ignoresAsking) {
            // Signals are taken when the process is next on a processor.
            after(chance.upTo(Duration.ofMillis(5)), () -> process.ends(128 + (byForce ? 9 : 15)));
        }
    }

    private long startTime() {
        return uptime().toMillis() / 10;
    }

    private void add(Process process) {
        processes.put(process.pid, process);
        writeStat(process);
        process.becomes(List.of("init"), Map.of());
    }

    private long freePid() {
        do {
            lastPid = lastPid >= FIRST_PID + PIDS + processes.size() ? FIRST_PID : lastPid + 1;
        } while (processes.containsKey(lastPid));
        return lastPid;
    }

    /** A stranger gets the pid of a process that has just ended. */
    private void reuse(long pid) {
        if (chance.happens(REUSED_AT_ONCE)) {
            after(chance.upTo(REUSED_WITHIN), () -> {
                if (!processes.containsKey(pid)) {
                    var stranger = new Process(pid, 1, 0, "", false, code -> {});
                    add(stranger);
                    after(chance.upTo(STRANGERS_LIFE), () -> stranger.ends(0));
                }
            });
        }
    }

    private void writeStat(Process process) {
        long start = startTimesHidden ? 1 : process.start;
        put(
                process.pid + "/stat",
                "%d (simulated) S %d %d %d 0 0 0 0 0 0 0 0 0 0 0 20 0 1 0 %d 0"
                        .formatted(process.pid, process.parent, process.session, process.session, start));
    }

    private void put(String name, String content) {
        try {
            var file = memory.root().resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove(long pid) {
        try {
            for (var name : new ArrayList<>(List.of("stat", "cmdline", "environ"))) {
                Files.delete(memory.root().resolve(pid + "/" + name));
            }
            Files.delete(memory.root().resolve(Long.toString(pid)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
