package dev.banksman.deploy.simulation.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.common.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The promise of {@link DurableFiles}, on a disk that keeps nothing it was not made to keep. */
class DurableFilesPowerLossTest {

    private static final byte[] OLD = "the old content".getBytes(UTF_8);
    private static final byte[] NEW = "what replaces it".getBytes(UTF_8);

    @Test
    void showsTheOldContentOrTheNewAndTheNewOnceItHasReturned() throws Exception {
        assertThat(sweep(false)).isGreaterThan(5);
    }

    @Test
    void losesItOnADiskWhoseSyncsLie() {
        assertThatThrownBy(() -> sweep(true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("After a power loss with");
    }

    @Test
    void writesWhollyWhenTheDiskTakesItInParts() throws Exception {
        var disk = SimulatedDisk.create(() -> Instant.EPOCH);
        var file = disk.root().resolve("file");
        disk.faults().fullAfter(5);
        assertThatThrownBy(() -> DurableFiles.write(file, NEW)).isInstanceOf(IOException.class);
        assertThat(file).doesNotExist();
        disk.faults().neverFull();
        DurableFiles.write(file, NEW);
        assertThat(file).hasBinaryContent(NEW);
        assertThat(disk.root().resolve("file.tmp")).doesNotExist();
    }

    @Test
    void keepsTheOldContentWhenASyncFails() throws Exception {
        var disk = SimulatedDisk.create(() -> Instant.EPOCH);
        var file = disk.root().resolve("file");
        DurableFiles.write(file, OLD);
        disk.faults().failForces(path -> path.endsWith("file.tmp"));
        assertThatThrownBy(() -> DurableFiles.write(file, NEW)).isInstanceOf(IOException.class);
        disk.powerLoss(Survival.EVERYTHING);
        assertThat(file).hasBinaryContent(OLD);
    }

    @Test
    void keepsSecretsToTheirOwner() throws Exception {
        var directory = SimulatedDisk.create(() -> Instant.EPOCH).root().resolve("a/secrets");
        DurableFiles.createSecretDirectory(directory);
        DurableFiles.writeSecret(directory.resolve("key"), NEW);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("key"))))
                .isEqualTo("rw-------");
    }

    private static int sweep(boolean lyingForce) throws Exception {
        return CrashSweep.sweep(
                lyingForce,
                disk -> DurableFiles.write(disk.root().resolve("file"), OLD),
                disk -> DurableFiles.write(disk.root().resolve("file"), NEW),
                (disk, finished) -> assertThat(Files.readAllBytes(disk.root().resolve("file")))
                        .satisfies(found -> assertThat(new String(found, UTF_8))
                                .isIn(
                                        finished ? new String(NEW, UTF_8) : new String(OLD, UTF_8),
                                        new String(NEW, UTF_8))));
    }
}
