package dev.banksman.deploy.simulation;

import dev.banksman.agent.supervise.HostProcesses.Started;
import dev.banksman.common.DurableFiles;
import dev.banksman.controller.simulate.Chance;
import dev.banksman.deploy.simulation.HostKernel.Process;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the shim's script does, step by step, so that anything can happen between two of its steps. Keep it beside
 * {@code shim.sh}: the order of its durable writes is what is simulated here.
 */
final class ShimProgram implements Started {

    private static final Duration STEP = Duration.ofMillis(40);
    private static final Duration DISK_PAUSE = Duration.ofSeconds(2);
    private static final int CLAIMED = 73;
    private static final int RESTART_REQUIRED = 3010;

    private final HostKernel kernel;
    private final Chance chance;
    private final Truth truth;
    private final Path attempt;
    private final List<String> body;
    private final String key;
    private final String shimScript;
    private final Process shim;
    private final boolean ignoresClaim;
    private final boolean childrenHidden;

    private ShimProgram(
            HostKernel kernel,
            Chance chance,
            Truth truth,
            List<String> command,
            String key,
            Runnable ended,
            boolean ignoresClaim,
            boolean childrenHidden,
            Path root) {
        this.kernel = kernel;
        this.chance = chance;
        this.truth = truth;
        this.key = key;
        this.ignoresClaim = ignoresClaim;
        this.childrenHidden = childrenHidden;
        shimScript = command.get(1);
        attempt = root.getFileSystem().getPath(command.get(3));
        body = List.copyOf(command.subList(6, command.size()));
        shim = kernel.spawn(1, 0, key, false, code -> ended.run());
        shim.becomes(command, Map.of("BANKSMAN_SHIM", key));
    }

    /** Begins {@code sh shim.sh run DIR BOOT_ID CWD PROGRAM ARG...}. */
    static Started start(
            HostKernel kernel,
            Chance chance,
            Truth truth,
            List<String> command,
            Map<String, String> environment,
            Runnable ended,
            boolean ignoresClaim,
            boolean childrenHidden,
            Path root) {
        var program = new ShimProgram(
                kernel,
                chance,
                truth,
                command,
                environment.get("BANKSMAN_SHIM"),
                ended,
                ignoresClaim,
                childrenHidden,
                root);
        program.step(program::claim);
        return program;
    }

    @Override
    public boolean alive() {
        return shim.alive();
    }

    private interface Work {
        void run() throws IOException;
    }

    /** A step of the shim: it comes soon, if the shim still lives then. A disk that fails ends the shim. */
    private void step(Work work) {
        kernel.after(chance.upTo(STEP), () -> {
            if (shim.alive()) {
                try {
                    work.run();
                } catch (IOException e) {
                    shim.ends(72);
                }
            }
        });
    }

    private void claim() throws IOException {
        var boot = Files.readString(kernel.bootIdFile()).strip();
        var mine = attempt.resolve("claim." + shim.pid);
        write(mine, "by shim\npid %d\nstart %d\nboot %s\nend\n".formatted(shim.pid, startSeen(), boot));
        step(() -> {
            sync(mine);
            step(() -> {
                try {
                    Files.createLink(attempt.resolve("claim"), mine);
                } catch (FileAlreadyExistsException e) {
                    if (!ignoresClaim) {
                        shim.ends(CLAIMED);
                        return;
                    }
                }
                step(() -> {
                    DurableFiles.syncDirectory(attempt);
                    step(this::spawnBody);
                });
            });
        });
    }

    /** What the shim reads in {@code /proc/self/stat}. */
    private long startSeen() throws IOException {
        return startSeen(shim.pid);
    }

    private long startSeen(long pid) throws IOException {
        var stat = Files.readString(kernel.table().resolve(pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
    }

    private void spawnBody() {
        var process = kernel.spawn(shim.pid, 0, key, chance.happens(0.2), this::bodyEnded);
        truth.belongs(key, process);
        process.becomes(List.of("sh", shimScript, "body", attempt.toString()), Map.of("BANKSMAN_SHIM", key));
        kernel.after(chance.upTo(STEP), () -> {
            if (process.alive()) {
                become(process);
            }
        });
    }

    /** The body's process records itself, then becomes the program. */
    private void become(Process process) {
        try {
            write(attempt.resolve("body"), "pid %d\nstart %d\nend\n".formatted(process.pid, startSeen(process.pid)));
        } catch (IOException e) {
            process.ends(126);
            return;
        }
        kernel.after(chance.upTo(STEP), () -> {
            if (process.alive()) {
                process.becomes(body, Map.of("BANKSMAN_ATTEMPT", key));
                run(process);
            }
        });
    }

    private void run(Process process) {
        truth.begins(key, process);
        var time = chance.upTo(Duration.ofSeconds(90));
        if (chance.happens(0.05)) {
            time = Duration.ofHours(3);
        }
        for (int line = 0; line < 3; line++) {
            var text = body.getLast() + " line " + line + "\n";
            kernel.after(chance.upTo(time), () -> print(process, text));
        }
        if (chance.happens(0.15)) {
            spawnChild(process, time.multipliedBy(2));
        }
        int code = code();
        kernel.after(time, () -> process.ends(code));
    }

    private int code() {
        if (body.getFirst().equals("probe")) {
            return truth.done(body.getLast()) ? 0 : 1;
        }
        if (body.getFirst().equals("install") && chance.happens(0.5)) {
            return RESTART_REQUIRED;
        }
        return chance.happens(0.82) ? 0 : chance.happens(0.5) ? 1 : 1603;
    }

    /** A child with a session of its own, which does not end with its parent. */
    private void spawnChild(Process parent, Duration life) {
        var child = kernel.spawn(childrenHidden ? 1 : parent.pid, 0, key, chance.happens(0.2), code -> {});
        truth.belongs(key, child);
        child.becomes(List.of("child"), childrenHidden ? Map.of() : Map.of("BANKSMAN_ATTEMPT", key));
        kernel.after(life, () -> child.ends(0));
    }

    private void print(Process process, String text) {
        if (process.alive()) {
            try {
                Files.write(
                        attempt.resolve("stdout"),
                        text.getBytes(StandardCharsets.UTF_8),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                truth.printed(key, text);
            } catch (IOException e) {
                // A program whose output cannot be written; what it did say is not part of its output then.
            }
        }
    }

    private void bodyEnded(int code) {
        if ((code == 0 || code == RESTART_REQUIRED) && !body.getFirst().equals("probe")) {
            truth.does(body.getLast());
        }
        truth.ends(key, code, kernel.bootId());
        step(() -> recordEnd(code));
    }

    private void recordEnd(int code) {
        var temporary = attempt.resolve("exit.tmp");
        try {
            write(temporary, "code %d\nend\n".formatted(code));
            sync(attempt.resolve("stdout"));
            sync(attempt.resolve("stderr"));
            sync(temporary);
        } catch (IOException e) {
            kernel.after(DISK_PAUSE, () -> step(() -> recordEnd(code)));
            return;
        }
        step(() -> {
            Files.move(
                    temporary,
                    attempt.resolve("exit"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            step(() -> {
                DurableFiles.syncDirectory(attempt);
                shim.ends(0);
            });
        });
    }

    private static void write(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void sync(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
