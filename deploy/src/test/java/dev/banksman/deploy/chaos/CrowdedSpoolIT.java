package dev.banksman.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.journal.FileCommandStore;
import dev.banksman.common.SystemTime;
import dev.banksman.deploy.chaos.ChaosRig.Disks;
import dev.banksman.proto.agent.v1.AcceptedCommand;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.HostMoment;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.OutputStream;
import dev.banksman.proto.agent.v1.RunMark;
import dev.banksman.proto.agent.v1.StartedCommand;
import dev.banksman.proto.agent.v1.StreamEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An agent that comes back to thousands of ends that nobody has taken from it yet. */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "finds and kills processes by /proc and signals; the same on Windows has not been written")
@Timeout(1_200)
@Tag("slow")
class CrowdedSpoolIT {

    private static final String OLD_RUN = "run-of-old";
    private static final int ATTEMPTS = 2_500;
    private static final int FILES = 10_000;

    @Test
    void tellsAllOfItAndGoesOn(@TempDir Path directory) throws Exception {
        try (var rig = new ChaosRig(directory, 1, Disks.NONE)) {
            var host = rig.hosts.get("host-1");
            host.agent.stop();
            var left = crowd(host.directory);
            assertThat(left).isGreaterThanOrEqualTo(FILES);

            long begin = SystemTime.ticker().getAsLong();
            host.agent.start("");
            rig.awaitConnected();
            long connected = SystemTime.ticker().getAsLong();
            var flood = Flood.of(rig, "seq 1 1000");
            assertThat(flood.printed()).isEqualTo(3_893);
            // What is acknowledged and delivered is deleted: all of it has been told.
            await().atMost(ChaosRig.PATIENCE)
                    .until(() -> count(host.directory.resolve("commands").resolve(OLD_RUN)) == 0);
            System.out.printf(
                    "bounds: %d files left in the spool: connected after %d ms, all told after %d ms,"
                            + " agent VmHWM %d KiB%n",
                    left,
                    Duration.ofNanos(connected - begin).toMillis(),
                    Duration.ofNanos(SystemTime.ticker().getAsLong() - begin).toMillis(),
                    host.agent.memoryKib("VmHWM"));
        }
    }

    /** Ends of attempts, as an agent would have left them; made once, where syncing costs little. */
    private static long crowd(Path agent) throws IOException {
        var memory = Path.of("/dev/shm");
        var scratch = Files.createTempDirectory(Files.isDirectory(memory) ? memory : agent.getParent(), "spool");
        try {
            var made = new AgentDirectory(scratch);
            Files.createDirectories(made.marks());
            Files.createDirectories(made.commands());
            var store = new FileCommandStore(made, "host-1");
            for (int number = 1; number <= ATTEMPTS; number++) {
                end(store, new AttemptKey(OLD_RUN, "host-1", number));
                Files.createFile(
                        made.attempt(new AttemptKey(OLD_RUN, "host-1", number)).resolve("stdout"));
            }
            copy(scratch.resolve("marks"), agent.resolve("marks"));
            copy(scratch.resolve("commands"), agent.resolve("commands"));
            return count(agent.resolve("commands"));
        } finally {
            delete(scratch);
        }
    }

    private static void end(FileCommandStore store, AttemptKey key) throws IOException {
        var dispatch = Dispatch.newBuilder()
                .setAttempt(key.toId())
                .setTerm(1)
                .setTask("stage.step")
                .setAction(Action.newBuilder().setExec(Exec.newBuilder().setProgram("setup")));
        store.accept(
                key,
                AcceptedCommand.newBuilder()
                        .setDispatch(dispatch)
                        .setAt(HostMoment.newBuilder().setBootId("before"))
                        .build(),
                RunMark.newBuilder()
                        .setRun(OLD_RUN)
                        .setHighestAttempt(key.number())
                        .setHighestTerm(1)
                        .build());
        store.started(key, StartedCommand.newBuilder().setPid(1).build());
        store.ended(
                key,
                Ended.newBuilder()
                        .setOutcome(Outcome.OUTCOME_SUCCEEDED)
                        .setMessage("It ended with exit code 0, as expected.")
                        .addStreams(StreamEnd.newBuilder().setStream(OutputStream.OUTPUT_STREAM_STDOUT))
                        .addStreams(StreamEnd.newBuilder().setStream(OutputStream.OUTPUT_STREAM_STDERR))
                        .build());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static long count(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            return files.filter(Files::isRegularFile).count();
        } catch (java.io.UncheckedIOException | java.nio.file.NoSuchFileException e) {
            // The agent is just deleting there: not done yet.
            return Files.exists(tree) ? FILES : 0;
        }
    }
}
