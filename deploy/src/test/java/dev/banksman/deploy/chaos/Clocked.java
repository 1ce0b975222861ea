package dev.banksman.deploy.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Machines that are loopback addresses of this one, each with a wall clock of its own that can be set. A small library,
 * which is compiled here, tells their processes another time. What counts on and cannot be set, the kernel's monotonic
 * clock and its uptime, stays.
 */
final class Clocked implements Net<Clocked.Machine> {

    private static final Path SOURCE = Path.of("src/test/c/set_clock.c");

    private final Path files;
    private final Path library;
    private final List<Machine> machines = new ArrayList<>();

    /** @param files the directory below which all files of its machines are */
    Clocked(Path files) throws IOException, InterruptedException {
        this.files = files;
        library = files.resolve("set_clock.so");
        Tool.run(
                "cc",
                "-O2",
                "-Wall",
                "-Werror",
                "-shared",
                "-fPIC",
                "-o",
                library.toString(),
                SOURCE.toString(),
                "-ldl");
    }

    /** Why there can be none here; nothing where there can. */
    static Optional<String> whyNot() throws InterruptedException {
        try {
            Tool.run("cc", "--version");
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("no C compiler here: " + e.getMessage());
        }
    }

    @Override
    public Machine machine(String name, int... ports) throws IOException {
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

    /** Of this process alone: another build on this machine has another. */
    private static String loopback(int number) {
        long pid = ProcessHandle.current().pid();
        return "127." + (1 + pid / 250 % 250) + "." + pid % 250 + "." + number;
    }

    /** One of them. */
    final class Machine extends LocalMachine {
        private final Path ahead;
        private final CommandProcesses commands;

        private Machine(String name, int number) throws IOException {
            super(name, loopback(number), files.resolve(name + ".log"));
            ahead = files.resolve(name + ".clock");
            commands = new CommandProcesses(
                    name, files.resolve("hosts").resolve(name).resolve("commands"));
            set(Duration.ZERO);
        }

        /** From now on its wall clock is so far ahead of the true time, or behind it. */
        void set(Duration difference) throws IOException {
            var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
            bytes.putLong(difference.toSeconds()).flip();
            // In place: whoever runs has it mapped.
            try (var file = FileChannel.open(ahead, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.write(bytes, 0);
            }
        }

        /** What its clock says, asked of a program of the system. */
        Instant wall() throws IOException, InterruptedException {
            var words = new ArrayList<>(prefix());
            words.addAll(List.of("date", "+%s"));
            return Instant.ofEpochSecond(Long.parseLong(Tool.run(words.toArray(String[]::new))));
        }

        @Override
        List<String> prefix() {
            return List.of("env", "LD_PRELOAD=" + library, "SET_CLOCK_FILE=" + ahead);
        }

        @Override
        public void powerOff() throws InterruptedException {
            kill();
            commands.killAll();
        }
    }
}
