package dev.banksman.agent.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.deploy.simulation.disk.SimulatedDisk;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Processes that a simulation writes down as the kernel would, read by the agent's own code. */
class ProcessTableOnSimulatedDiskTest {

    private final SimulatedDisk disk = SimulatedDisk.create(() -> Instant.EPOCH);

    @Test
    void readsProcessesThatASimulationMakes() throws Exception {
        var proc = disk.root().resolve("proc");
        Files.createDirectories(proc.resolve("self"));
        Files.createDirectories(proc.resolve("42"));
        Files.writeString(proc.resolve("42/stat"), "42 (sh) S 1 42 40 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 777 0");
        Files.writeString(proc.resolve("42/cmdline"), "sh\0-c\0true");
        Files.writeString(proc.resolve("42/environ"), "A=1\0B=2");
        var table = new ProcessTable(proc);

        assertThat(table.all()).containsExactly(new ProcessTable.Entry(42, 777, 1, 40));
        assertThat(table.isAlive(42, 777)).isTrue();
        assertThat(table.isAlive(42, 778)).isFalse();
        assertThat(table.arguments(42)).containsExactly("sh", "-c", "true");
        assertThat(table.hasVariable(42, "B=2")).isTrue();
        assertThat(table.find(43)).isEmpty();
    }

    @Test
    void believesAShimsRecordOnlyWhenItIsWhole() throws Exception {
        var file = disk.root().resolve("exit");
        Files.writeString(file, "code 7\n");
        assertThat(ShimRecord.read(file)).isEmpty();
        Files.writeString(file, "code 7\nend\n");
        assertThat(ShimRecord.read(file)).hasValueSatisfying(record -> {
            assertThat(record.text("code")).isEqualTo("7");
            assertThat(record.written()).isEqualTo(Instant.EPOCH);
        });
        assertThat(ShimRecord.read(disk.root().resolve("absent"))).isEmpty();
    }
}
