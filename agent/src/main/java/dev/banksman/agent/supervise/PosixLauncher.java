package dev.banksman.agent.supervise;

import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.common.CrashPoint;
import dev.banksman.common.Digest;
import dev.banksman.common.DurableFiles;
import java.io.IOException;
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

    private final AgentDirectory directory;
    private final Path bootIdFile;
    private final Runnable changed;
    private final AttemptFiles files;
    private final Evidence evidence;
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
        this.changed = changed;
        this.files = new AttemptFiles(directory);
        this.evidence = new Evidence(files, bootId, new ShellProcesses());
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
        files.prepare(key, launch);
        CrashPoint.reach("launch-prepared");
        var command = new ArrayList<String>();
        command.addAll(List.of("sh", shim.toString(), "run", attempt.toString(), bootIdFile.toString()));
        command.add(launch.directory().toString());
        command.addAll(launch.argv());
        var environment = new HashMap<>(launch.environment());
        environment.put(TreeEnder.SHIM_VARIABLE, key.toString());
        shims.put(key, host.start(command, environment, files.log(key), changed));
        CrashPoint.reach("launch-started");
    }

    @Override
    public Sighting look(AttemptKey key) throws IOException {
        var own = Optional.ofNullable(shims.get(key));
        var sighting = evidence.look(key, own.isPresent() && !own.get().alive());
        if (sighting instanceof Sighting.Exited) {
            shims.remove(key);
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
        return trees.end(key, claim.get(), files.body(key), byForce);
    }

    /** Processes as {@code /proc} shows them. */
    private final class ShellProcesses implements Evidence.Processes {

        @Override
        public boolean shimLives(AttemptKey key, ShimRecord claim) throws IOException {
            return lives(claim);
        }

        @Override
        public boolean anyBeforeBody(AttemptKey key) throws IOException {
            return trees.anyBeforeBody(key);
        }

        @Override
        public boolean bodyLives(ShimRecord body) throws IOException {
            return lives(body);
        }

        /** It still runs the shim's script. */
        @Override
        public boolean isStub(ShimRecord body) throws IOException {
            if (!lives(body)) {
                return false;
            }
            var arguments = processes.arguments(body.number("pid"));
            return arguments.size() > 2
                    && arguments
                            .get(1)
                            .startsWith(directory.root().resolve("shim-").toString())
                    && arguments.get(2).equals("body");
        }

        private boolean lives(ShimRecord record) throws IOException {
            return processes.isAlive(record.number("pid"), record.number("start"));
        }
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
