package dev.banksman.agent.supervise;

import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.common.CrashPoint;
import dev.banksman.common.Digest;
import dev.banksman.common.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Launches through {@code shim.sh}, which is unpacked into the agent's directory under a name made of its digest, so
 * that an agent of another version never changes the script under a running shim. Needs a POSIX shell and
 * {@code /proc}. What the files of an attempt mean is written in the script.
 */
public final class PosixLauncher implements Launcher {

    private static final String CLAIM = "claim";

    private final AgentDirectory directory;
    private final Path bootIdFile;
    private final String bootId;
    private final Runnable changed;
    private final HostProcesses host;
    private final ProcessTable processes;
    private final TreeEnder trees;
    private final Map<AttemptKey, HostProcesses.Started> shims = new HashMap<>();
    private final Path shim;

    /**
     * @param bootIdFile where shims read the boot id
     * @param bootId what the agent has read there
     * @param changed called from any thread when a shim that this process started has ended: time to look
     */
    public PosixLauncher(HostProcesses host, AgentDirectory directory, Path bootIdFile, String bootId, Runnable changed)
            throws IOException {
        this.host = host;
        this.processes = new ProcessTable(host.table());
        this.trees = new TreeEnder(host, processes);
        this.directory = directory;
        this.bootIdFile = bootIdFile.toAbsolutePath();
        this.bootId = bootId;
        this.changed = changed;
        this.shim = unpack(directory.root());
    }

    @Override
    public Optional<String> unsupported() {
        return Optional.empty();
    }

    @Override
    public void launch(AttemptKey key, Launch launch) throws IOException {
        if (launch.argv().isEmpty()) {
            throw new IOException(
                    "Expected a program and its arguments, found a raw command line, which only Windows has");
        }
        var attempt = directory.attempt(key);
        prepare(attempt, directory.work(key), launch);
        CrashPoint.reach("launch-prepared");
        var command = new ArrayList<String>();
        command.addAll(List.of("sh", shim.toString(), "run", attempt.toString(), bootIdFile.toString()));
        command.add(launch.directory().toString());
        command.addAll(launch.argv());
        var environment = new HashMap<>(launch.environment());
        environment.put(TreeEnder.SHIM_VARIABLE, key.toString());
        shims.put(key, host.start(command, environment, attempt.resolve("shim.log"), changed));
        CrashPoint.reach("launch-started");
    }

    private static void prepare(Path attempt, Path work, Launch launch) throws IOException {
        DurableFiles.createSecretDirectory(work);
        for (var file : launch.files().entrySet()) {
            DurableFiles.writeSecret(
                    work.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
        }
        for (var stream : List.of("stdout", "stderr")) {
            DurableFiles.writeSecret(attempt.resolve(stream), new byte[0]);
        }
        DurableFiles.writeSecret(attempt.resolve("stdin"), launch.stdin().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Sighting look(AttemptKey key) throws IOException {
        var attempt = directory.attempt(key);
        // Whether the shim lives is asked first: a dead one writes no more, so what is read after that is final.
        var own = Optional.ofNullable(shims.get(key));
        boolean ownGone = own.isPresent() && !own.get().alive();
        var claim = ShimRecord.read(attempt.resolve(CLAIM));
        if (claim.isEmpty()) {
            return new Sighting.Unclaimed(ownGone, ownGone ? evidence(attempt) : "");
        }
        if (claim.get().text("by").equals("nobody")) {
            return new Sighting.NeverBegan("It was forbidden before a shim had claimed it.");
        }
        boolean sameBoot = claim.get().text("boot").equals(bootId);
        boolean shimAlive = sameBoot
                && processes.isAlive(claim.get().number("pid"), claim.get().number("start"));
        var exit = ShimRecord.read(attempt.resolve("exit"));
        if (exit.isPresent()) {
            shims.remove(key);
            return new Sighting.Exited(
                    (int) exit.get().number("code"),
                    exit.get().written(),
                    ShimRecord.read(attempt.resolve("body")).map(ShimRecord::written),
                    ShimRecord.read(attempt.resolve("problem")).map(PosixLauncher::problem));
        }
        if (!sameBoot) {
            return new Sighting.Lost("The host has been restarted since (boot "
                    + claim.get().text("boot") + ", now " + bootId + "), and no exit code was recorded.");
        }
        boolean mayBegin = shimAlive || trees.anyBeforeBody(key);
        var body = ShimRecord.read(attempt.resolve("body"));
        var shimName = "The shim (pid " + claim.get().text("pid") + ")";
        if (body.isEmpty()) {
            return mayBegin
                    ? new Sighting.Claimed()
                    : new Sighting.NeverBegan(shimName + " ended before it began the body.");
        }
        long pid = body.get().number("pid");
        boolean bodyAlive = processes.isAlive(pid, body.get().number("start"));
        if (bodyAlive && isStub(pid)) {
            return new Sighting.Claimed();
        }
        return bodyAlive || shimAlive
                ? new Sighting.Running(pid, body.get().written())
                : new Sighting.Lost(
                        shimName + " that held the exit code is gone, and so is the body (pid " + pid + ").");
    }

    @Override
    public Sighting forbid(AttemptKey key) throws IOException {
        var attempt = directory.attempt(key);
        var claim = attempt.resolve(CLAIM);
        if (!Files.exists(claim)) {
            var mine = attempt.resolve("claim.nobody");
            DurableFiles.write(mine, "by nobody\nend\n".getBytes(StandardCharsets.US_ASCII));
            try {
                Files.createLink(claim, mine);
            } catch (FileAlreadyExistsException e) {
                // A shim was faster; what it does is seen below.
            }
            DurableFiles.syncDirectory(attempt);
        }
        return look(key);
    }

    @Override
    public int end(AttemptKey key, boolean byForce) throws IOException {
        var attempt = directory.attempt(key);
        var claim = ShimRecord.read(attempt.resolve(CLAIM));
        if (claim.isEmpty() || !claim.get().text("boot").equals(bootId)) {
            return 0;
        }
        return trees.end(key, claim.get(), ShimRecord.read(attempt.resolve("body")), byForce);
    }

    /** The body's process has not become the program yet: it still runs the shim's script. */
    private boolean isStub(long pid) {
        var arguments = processes.arguments(pid);
        return arguments.size() > 2
                && arguments.get(1).startsWith(directory.root().resolve("shim-").toString())
                && arguments.get(2).equals("body");
    }

    private static String problem(ShimRecord record) {
        return record.values().containsKey("directory")
                ? "The working directory '" + record.text("directory") + "' cannot be entered."
                : "The program '" + record.text("program") + "' was not found, or is not executable.";
    }

    private static String evidence(Path attempt) throws IOException {
        var log = attempt.resolve("shim.log");
        var text = Files.exists(log)
                ? Files.readString(log, StandardCharsets.ISO_8859_1).strip()
                : "";
        return "The shim ended without a claim" + (text.isEmpty() ? "." : ": " + text);
    }

    private static Path unpack(Path root) throws IOException {
        try (var script = PosixLauncher.class.getResourceAsStream("shim.sh")) {
            if (script == null) {
                throw new IOException("The agent's jar has no shim.sh: it is not whole. Install it again.");
            }
            var content = script.readAllBytes();
            var file = root.resolve("shim-" + Digest.of(content).hex().substring(0, 12) + ".sh");
            if (!Files.exists(file)) {
                DurableFiles.write(file, content);
            }
            return file;
        }
    }
}
