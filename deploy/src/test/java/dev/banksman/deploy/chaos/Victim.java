package dev.banksman.deploy.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Java process that is started, killed, frozen and started again; what it says goes to one log. */
final class Victim {

    /** How a process ends that was killed by signal 9, or that died at a crash point. */
    static final int KILLED = 137;

    private static final int LAST_WORDS = 3_000;

    private final String name;
    private final Path log;
    private final Optional<Path> archive;
    private final List<String> program;
    private final List<String> words;
    private @Nullable Process process;
    private String crashAt = "";

    /**
     * @param program whose jars of the distribution it is made of: {@code controller} or {@code agent}
     * @param manyStarts the first that ends in peace leaves its classes, made ready, for those that start after it
     * @param options of the Java process
     * @param words the main class and its arguments
     */
    Victim(String name, Path log, String program, boolean manyStarts, List<String> options, List<String> words)
            throws IOException {
        this(
                name,
                log,
                manyStarts ? Optional.of(log.resolveSibling(program + ".jsa")) : Optional.empty(),
                JavaProgram.JAVA,
                JavaProgram.arguments(program, options, words));
    }

    /** @param command program and arguments; it becomes the process, or starts it in its own place */
    Victim(String name, Path log, List<String> command) {
        this(name, log, Optional.empty(), List.of(), command);
    }

    private Victim(String name, Path log, Optional<Path> archive, List<String> program, List<String> words) {
        this.name = name;
        this.log = log;
        this.archive = archive;
        this.program = program;
        this.words = List.copyOf(words);
    }

    String name() {
        return name;
    }

    /** @param point where it is to die, as {@link dev.banksman.common.CrashPoint} reads it; empty for nowhere */
    void start(String point) throws IOException {
        var command = new ArrayList<>(program);
        archive.ifPresent(file ->
                command.add((Files.exists(file) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + file));
        command.addAll(words);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("BANKSMAN_"));
        if (!point.isEmpty()) {
            builder.environment().put("BANKSMAN_CRASH_AT", point);
        }
        crashAt = point;
        process = builder.start();
    }

    /** Where it is to die; empty for nowhere. */
    String crashAt() {
        return crashAt;
    }

    long pid() {
        return running().pid();
    }

    boolean alive() {
        return process != null && process.isAlive();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " has not been started");
        }
        return process;
    }

    int exitCode() {
        return running().exitValue();
    }

    int await() throws IOException, InterruptedException {
        if (!running().waitFor(4, TimeUnit.MINUTES)) {
            throw new IOException(name + " did not end; it said: " + lastWords());
        }
        return running().exitValue();
    }

    /** kill -9; nothing of it is left when this returns. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** As a service manager stops it: asks, then waits. */
    void stop() throws IOException, InterruptedException {
        running().destroy();
        await();
    }

    /** @param signal a name, such as STOP */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .waitFor();
    }

    /** A line of its {@code /proc/PID/status} in KiB, such as VmHWM. */
    long memoryKib(String line) throws IOException {
        for (var text : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
            if (text.startsWith(line + ":")) {
                return Long.parseLong(text.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException(name + " has no " + line + " in its status");
    }

    String log() throws IOException {
        return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
    }

    String lastWords() throws IOException {
        var text = log();
        return text.substring(Math.max(0, text.length() - LAST_WORDS)).strip() + " (" + log + ")";
    }
}
