package dev.banksman.deploy.chaos;

import dev.banksman.common.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Machines that are loopback addresses of this one, each with a wall clock of its own that can be set: libfaketime gives
 * their processes another one. What counts on and cannot be set, the kernel's monotonic clock and its uptime, stays.
 */
final class Clocked implements Net<Clocked.Machine> {

    /** Longer than a process believes what it has read last, which is a second. */
    private static final Duration NOTICED = Duration.ofMillis(1_500);

    private final Path files;
    private final String library;
    private final List<Machine> machines = new ArrayList<>();

    /** @param files the directory below which all files of its machines are */
    Clocked(Path files) throws IOException, InterruptedException {
        this.files = files;
        // The program knows where its library is.
        library = Tool.run("faketime", "-m", "-f", "+0s", "printenv", "LD_PRELOAD");
    }

    /** Why there can be none here; nothing where there can. */
    static Optional<String> whyNot() throws InterruptedException {
        try {
            Tool.run("faketime", "-m", "-f", "+0s", "true");
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("no faketime here: " + e.getMessage());
        }
    }

    @Override
    public Machine machine(String name, int... ports) throws IOException, InterruptedException {
        var machine = new Machine(name, machines.size() + 1);
        machines.add(machine);
        return machine;
    }

    @Override
    public void close() throws InterruptedException {
        for (var machine : machines) {
            machine.powerOff();
        }
    }

    /** One of them. */
    final class Machine implements dev.banksman.deploy.chaos.Machine {
        private final String name;
        private final String address;
        private final Path offset;
        private final CommandProcesses commands;
        private Optional<Victim> program = Optional.empty();

        private Machine(String name, int number) throws IOException, InterruptedException {
            this.name = name;
            long pid = ProcessHandle.current().pid();
            address = "127." + (1 + pid / 250 % 250) + "." + pid % 250 + "." + number;
            offset = files.resolve(name + ".clock");
            commands = new CommandProcesses(
                    name, files.resolve("hosts").resolve(name).resolve("commands"));
            set(Duration.ZERO);
        }

        /** From now on its wall clock is so far ahead of the true time, or behind it. */
        void set(Duration difference) throws IOException, InterruptedException {
            // Whole at every moment: it is read now and then.
            var next = offset.resolveSibling(name + ".clock.new");
            Files.writeString(next, (difference.isNegative() ? "" : "+") + difference.toSeconds() + "\n");
            Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            SystemTime.pause(NOTICED);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public String reach(int port) {
            return address + ":" + port;
        }

        @Override
        public List<String> names() {
            return List.of(address);
        }

        @Override
        public void start(List<String> command) throws IOException {
            var words = new ArrayList<>(List.of(
                    "env",
                    "LD_PRELOAD=" + library,
                    "FAKETIME_TIMESTAMP_FILE=" + offset,
                    "FAKETIME_CACHE_DURATION=1",
                    "DONT_FAKE_MONOTONIC=1",
                    "FAKETIME_DONT_FAKE_MONOTONIC=1"));
            words.addAll(command);
            var started = new Victim(name, files.resolve(name + ".log"), words);
            started.start("");
            program = Optional.of(started);
        }

        /** kill -9 of the program alone; what it started goes on. */
        void kill() throws InterruptedException {
            if (program.isPresent()) {
                program.get().kill();
            }
        }

        @Override
        public boolean alive() {
            return program.map(Victim::alive).orElse(false);
        }

        @Override
        public void powerOff() throws InterruptedException {
            kill();
            commands.killAll();
        }

        @Override
        public String lastWords() throws IOException {
            return program.isPresent() ? program.get().lastWords() : name + " was not started";
        }
    }
}
