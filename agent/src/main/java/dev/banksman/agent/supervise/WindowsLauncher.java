package dev.banksman.agent.supervise;

import dev.banksman.agent.action.CommandLine;
import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.common.CrashPoint;
import dev.banksman.common.Digest;
import dev.banksman.common.DurableFiles;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Launches through a small Windows program, {@code banksman-shim.exe}, which holds each command in a job object of its
 * own. What the files of an attempt mean is written at the top of {@code shim.c}.
 *
 * <p>Processes are looked at by that program, as Java knows no job objects and no creation times to the last digit. So
 * that looking costs nothing while a command runs, one process per command waits for its shim to end: as long as it
 * waits, the shim lives.
 */
public final class WindowsLauncher implements Launcher {

    private static final String BODY_VARIABLE = "BANKSMAN_ATTEMPT";

    private final AttemptFiles files;
    private final Evidence evidence;
    private final ShimProgram shim;
    private final Runnable changed;
    private final Map<AttemptKey, Process> starters = new HashMap<>();
    private final Map<AttemptKey, Process> waiters = new HashMap<>();
    private final Optional<String> unsupported;

    /**
     * @param shim the shim's program, perhaps after another one that runs it
     * @param bootId identity of the host's current start
     * @param changed called from any thread when a shim has ended: time to look
     */
    public WindowsLauncher(List<String> shim, AgentDirectory directory, String bootId, Runnable changed) {
        this.shim = new ShimProgram(shim);
        this.files = new AttemptFiles(directory);
        this.evidence = new Evidence(files, bootId, new JobProcesses());
        this.changed = changed;
        this.unsupported = probe();
    }

    private Optional<String> probe() {
        try {
            shim.ask(3, "look", "banksman-none", 0, 0, 0, 0);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("This agent cannot launch commands; it can do actions that need none. " + e.getMessage()
                    + " Put banksman-shim.exe where it belongs and start the agent again.");
        }
    }

    @Override
    public Optional<String> unsupported() {
        return unsupported;
    }

    @Override
    public void launch(AttemptKey key, Launch launch) throws IOException {
        var line = line(launch);
        files.prepare(key, launch);
        var environment = new HashMap<>(launch.environment());
        environment.put(BODY_VARIABLE, key.toString());
        // A file, as a command line would show it to everybody and Java would quote it once more.
        DurableFiles.writeSecret(
                files.directory(key).resolve("launch"),
                words(key, launch, line, environment.keySet()).stream()
                        .map(word -> word + "\0")
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.UTF_16LE));
        CrashPoint.reach("launch-prepared");
        // The password goes through a pipe: nothing of it stands in a file, an argument or a variable.
        var password = launch.logon()
                .flatMap(Launch.Logon::password)
                .map(text -> text.getBytes(StandardCharsets.UTF_16LE))
                .orElse(new byte[0]);
        var log = Redirect.appendTo(files.log(key).toFile());
        var process = shim.start(environment, log, password, "run", files.directory(key));
        Arrays.fill(password, (byte) 0);
        starters.put(key, process);
        CrashPoint.reach("launch-started");
        var unused = process.onExit().thenRun(changed);
    }

    private List<String> words(AttemptKey key, Launch launch, String line, Set<String> variables) {
        var words = new ArrayList<>(List.of(
                evidence.bootId(),
                job(key),
                launch.directory().toString(),
                launch.commandLine()
                        .map(CommandLine::program)
                        .orElseGet(() -> launch.argv().get(0)),
                line));
        if (launch.logon().isPresent()) {
            var logon = launch.logon().get();
            words.addAll(List.of(logon.domain(), logon.user(), logon.password().isPresent() ? "password" : "managed"));
            words.addAll(new TreeSet<>(variables));
        }
        return words;
    }

    private static String line(Launch launch) throws IOException {
        if (launch.commandLine().isPresent()) {
            return launch.commandLine().get();
        }
        if (launch.argv().isEmpty()) {
            throw new IOException("Expected a program or a command line, found neither");
        }
        var program = launch.argv().get(0).toLowerCase(Locale.ROOT);
        boolean batch = program.endsWith(".bat") || program.endsWith(".cmd");
        if (batch && launch.argv().stream().skip(1).anyMatch(WindowsLauncher::isReadByCmd)) {
            throw new IOException("A batch file's arguments are read once more by cmd.exe, which would change what"
                    + " stands in them; expected none of \" % ! & | < > ^ and no line breaks. Use a script or a"
                    + " command line.");
        }
        return launch.argv().stream().map(CommandLine::quote).collect(Collectors.joining(" "));
    }

    private static boolean isReadByCmd(String argument) {
        return argument.chars().anyMatch(c -> "\"%!&|<>^\r\n".indexOf(c) >= 0);
    }

    /** For the whole host, so that an agent in another session finds it. */
    private String job(AttemptKey key) {
        var place = files.directory(key).toString().getBytes(StandardCharsets.UTF_8);
        return "Global\\banksman-" + Digest.of(place).hex().substring(0, 32);
    }

    @Override
    public Sighting look(AttemptKey key) throws IOException {
        var starter = Optional.ofNullable(starters.get(key));
        boolean shimGone = starter.isPresent() && !starter.get().isAlive();
        var sighting = evidence.look(key, shimGone);
        if (sighting instanceof Sighting.Exited) {
            starters.remove(key);
            var waiter = Optional.ofNullable(waiters.remove(key));
            waiter.ifPresent(Process::destroy);
        }
        return sighting;
    }

    @Override
    public Sighting forbid(AttemptKey key) throws IOException {
        files.forbid(key);
        return look(key);
    }

    @Override
    public int end(AttemptKey key, boolean byForce) throws IOException {
        var claim = files.claim(key);
        if (claim.isEmpty() || !evidence.isOfThisBoot(claim.get())) {
            return 0;
        }
        var body = files.body(key);
        long bodyPid = body.isPresent() ? body.get().number("pid") : 0;
        long bodyStart = body.isPresent() ? body.get().number("start") : 0;
        var there = shim.ask(
                1,
                "end",
                claim.get().text("job"),
                claim.get().number("pid"),
                claim.get().number("start"),
                bodyPid,
                bodyStart,
                byForce ? 1 : 0);
        return Math.toIntExact(there.get(0));
    }

    /** Processes as the shim's program sees them. */
    private final class JobProcesses implements Evidence.Processes {

        @Override
        public boolean shimLives(AttemptKey key, ShimRecord claim) throws IOException {
            var waiter = waiters.get(key);
            if (waiter != null && waiter.isAlive()) {
                return true;
            }
            boolean lives = lives(claim);
            if (lives) {
                // Silent, as an open log would keep the attempt from being deleted.
                var started =
                        shim.start(Map.of(), Redirect.DISCARD, "wait", claim.number("pid"), claim.number("start"));
                waiters.put(key, started);
                var unused = started.onExit().thenRun(changed);
            }
            return lives;
        }

        /** The body is started suspended, by the shim itself; nothing stands between the two. */
        @Override
        public boolean anyBeforeBody(AttemptKey key) {
            return false;
        }

        @Override
        public boolean bodyLives(ShimRecord body) throws IOException {
            return lives(body);
        }

        @Override
        public boolean isStub(ShimRecord body) {
            return false;
        }

        private boolean lives(ShimRecord record) throws IOException {
            return shim.ask(3, "look", "banksman-none", record.number("pid"), record.number("start"), 0, 0)
                            .get(0)
                    == 1;
        }
    }
}
