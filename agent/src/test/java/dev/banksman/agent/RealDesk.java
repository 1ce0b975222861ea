package dev.banksman.agent;

import static org.awaitility.Awaitility.await;

import dev.banksman.agent.action.InvalidActionException;
import dev.banksman.agent.action.Work;
import dev.banksman.agent.desk.CommandDesk;
import dev.banksman.agent.desk.DeskLimits;
import dev.banksman.agent.desk.DeskPorts;
import dev.banksman.agent.desk.HostActions;
import dev.banksman.agent.desk.RecordingOutbox;
import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.journal.FileCommandStore;
import dev.banksman.agent.supervise.FileSecretStore;
import dev.banksman.agent.supervise.FileSpool;
import dev.banksman.agent.supervise.PosixLauncher;
import dev.banksman.agent.supervise.SystemHostClock;
import dev.banksman.agent.supervise.SystemHostProcesses;
import dev.banksman.common.SystemTime;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.Observation;
import dev.banksman.proto.agent.v1.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A desk with the real store, launcher and spool in a directory, driven by the test's own thread. */
final class RealDesk {

    static final String HOST = "web-1";
    static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    final AgentDirectory directory;
    final RecordingOutbox outbox = new RecordingOutbox();
    final CommandDesk desk;
    private final ConcurrentLinkedQueue<Runnable> posted = new ConcurrentLinkedQueue<>();

    /** Another desk on the same directory stands for the agent's next process: nothing is shared but files. */
    RealDesk(Path root) throws IOException {
        this(root, BOOT_ID);
    }

    RealDesk(Path root, Path bootId) throws IOException {
        directory = new AgentDirectory(root);
        var boot = Files.readString(bootId).strip();
        var spool = new FileSpool(directory, List.of("fallocate"));
        var secrets = new FileSecretStore(directory.secrets());
        var ports = new DeskPorts(
                new FileCommandStore(directory, HOST),
                new PosixLauncher(new SystemHostProcesses(), directory, bootId, boot, () -> {}),
                new ThreadedInsideRunner(directory, spool, secrets, SystemTime.ticker(), posted::add),
                spool,
                secrets,
                new SystemHostClock(SystemTime.clock(), SystemTime.ticker(), boot, Path.of("/proc/uptime")),
                outbox,
                directory::work);
        desk = new CommandDesk(HOST, ports, new ShellActions(), DeskLimits.DEFAULT, (key, move) -> {});
        desk.start();
        desk.linkUp();
    }

    static AttemptKey key(long number) {
        return new AttemptKey("run-1", HOST, number);
    }

    static Dispatch.Builder script(long number, String body) {
        return Dispatch.newBuilder()
                .setAttempt(AttemptId.newBuilder().setRun("run-1").setHost(HOST).setNumber(number))
                .setTerm(1)
                .setTask("stage.step")
                .setTimeAllowed(com.google.protobuf.Duration.newBuilder().setSeconds(60))
                .setGrace(com.google.protobuf.Duration.newBuilder().setSeconds(2))
                .setAction(Action.newBuilder()
                        .setExec(Exec.newBuilder().setScript(Script.newBuilder().setBody(body))));
    }

    /** Lets the desk work until the condition holds. */
    void until(java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    turn();
                    return condition.call();
                });
    }

    void turn() {
        for (var task = posted.poll(); task != null; task = posted.poll()) {
            task.run();
        }
        desk.tick();
    }

    /** Waits for the end of the attempt. */
    Ended end(long number) {
        until(() -> ended(number).isPresent());
        return ended(number).orElseThrow();
    }

    boolean started(long number) {
        return outbox.reports.stream()
                .anyMatch(report -> report.getAttempt().getNumber() == number && report.hasStarted());
    }

    private Optional<Ended> ended(long number) {
        return outbox.reports.stream()
                .filter(report -> report.getAttempt().getNumber() == number && report.hasEnded())
                .map(report -> report.getEnded())
                .findFirst();
    }

    /** {@code sh -c}, judged by its exit code alone. */
    static final class ShellActions implements HostActions {
        @Override
        public boolean knows(Action.KindCase kind) {
            return kind == Action.KindCase.EXEC;
        }

        @Override
        public Optional<String> forbidden(Action action) {
            return Optional.empty();
        }

        @Override
        public Work prepare(Action action, Path work) throws InvalidActionException {
            var exec = action.getExec();
            var argv = exec.hasScript()
                    ? List.of("sh", "-c", exec.getScript().getBody())
                    : java.util.stream.Stream.concat(
                                    java.util.stream.Stream.of(exec.getProgram()), exec.getArgsList().stream())
                            .toList();
            return new Work.Command(
                    argv,
                    Optional.empty(),
                    exec.getEnvMap(),
                    exec.getSecretEnvMap(),
                    exec.getCwd().isEmpty() ? Optional.empty() : Optional.of(Path.of(exec.getCwd())),
                    exec.getStdin(),
                    false,
                    (code, output) -> new Work.Finding(
                            code == 0,
                            "Exit code " + code + ".",
                            Observation.getDefaultInstance(),
                            output.stdout(),
                            Map.of(),
                            false));
        }
    }
}
