package dev.banksman.deploy.simulation.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.supervise.FileSpool;
import dev.banksman.agent.supervise.PosixLauncher;
import dev.banksman.agent.supervise.Sighting;
import dev.banksman.agent.supervise.SystemHostProcesses;
import dev.banksman.common.DurableFiles;
import dev.banksman.proto.agent.v1.OutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The agent's spools and claims, by its own code, on a disk that forgets. */
class AgentFilesPowerLossTest {

    private static final AttemptKey KEY = new AttemptKey("run-1", "web-1", 1);
    private static final OutputStream STDOUT = OutputStream.OUTPUT_STREAM_STDOUT;

    @Test
    void forbidsForEverOnceItHasSaidSo() throws Exception {
        assertThat(sweepForbidding(false)).isGreaterThan(5);
    }

    @Test
    void forgetsThatItForbadeOnADiskWhoseSyncsLie() {
        assertThatThrownBy(() -> sweepForbidding(true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("After a power loss with");
    }

    @Test
    void spoolsAndReadsAtAnyOffset() throws Exception {
        var disk = SimulatedDisk.create(() -> Instant.EPOCH);
        var spool = new FileSpool(new AgentDirectory(disk.root()), List.of("fallocate"));
        Files.createDirectories(new AgentDirectory(disk.root()).attempt(KEY));
        assertThat(spool.length(KEY, STDOUT)).isZero();
        assertThat(spool.read(KEY, STDOUT, 0, 10)).isEmpty();
        spool.append(KEY, STDOUT, "hello ".getBytes(US_ASCII));
        spool.append(KEY, STDOUT, "world".getBytes(US_ASCII));
        assertThat(spool.length(KEY, STDOUT)).isEqualTo(11);
        assertThat(spool.read(KEY, STDOUT, 6, 3)).isEqualTo("wor".getBytes(US_ASCII));
        assertThat(spool.read(KEY, STDOUT, 20, 3)).isEmpty();
    }

    private static int sweepForbidding(boolean lyingForce) throws Exception {
        return CrashSweep.sweep(
                lyingForce,
                disk -> {
                    DurableFiles.createSecretDirectory(new AgentDirectory(disk.root()).attempt(KEY));
                    for (var path = new AgentDirectory(disk.root()).attempt(KEY).getParent();
                            path != null;
                            path = path.getParent()) {
                        DurableFiles.syncDirectory(path);
                    }
                    launcher(disk);
                },
                disk -> assertThat(launcher(disk).forbid(KEY)).isInstanceOf(Sighting.NeverBegan.class),
                (disk, finished) -> {
                    var found = launcher(disk).look(KEY);
                    if (finished) {
                        assertThat(found).isInstanceOf(Sighting.NeverBegan.class);
                    } else {
                        assertThat(found).isInstanceOfAny(Sighting.NeverBegan.class, Sighting.Unclaimed.class);
                    }
                    // However it was left, it can be forbidden now.
                    assertThat(launcher(disk).forbid(KEY)).isInstanceOf(Sighting.NeverBegan.class);
                });
    }

    private static PosixLauncher launcher(SimulatedDisk disk) throws IOException {
        return new PosixLauncher(
                new SystemHostProcesses(),
                new AgentDirectory(disk.root()),
                disk.root().resolve("boot_id"),
                "boot-1",
                () -> {});
    }
}
