package dev.banksman.agent.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.common.DurableFiles;
import dev.banksman.deploy.simulation.disk.CrashSweep;
import dev.banksman.deploy.simulation.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The agent's side of the token's way, on a disk that forgets: whatever is left names one version to start. */
class VersionFilesPowerLossTest {

    private static final VersionToken FORMER = new VersionToken("1.1", "1.0", "1.0", Duration.ofSeconds(120));
    private static final VersionToken NEXT = new VersionToken("1.2", "1.0", "1.1", Duration.ofSeconds(120));

    @Test
    void aConfirmationIsTheFormerChoiceOrTheNewOneAndStays() throws Exception {
        assertThat(sweepConfirming(false)).isGreaterThan(3);
    }

    @Test
    void isLostOnADiskWhoseSyncsLie() {
        assertThatThrownBy(() -> sweepConfirming(true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("After a power loss with");
    }

    @Test
    void whatWasAskedForIsWholeOrNotThere() throws Exception {
        int points = CrashSweep.sweep(
                false,
                disk -> DurableFiles.syncDirectory(disk.root()),
                disk -> files(disk).ask(NEXT),
                (disk, finished) -> {
                    var asked = versions(disk).resolve("asked");
                    if (finished || Files.exists(asked)) {
                        assertThat(VersionToken.decode("asked", Files.readAllBytes(asked)))
                                .isEqualTo(NEXT);
                    }
                });
        assertThat(points).isGreaterThan(4);
    }

    private static int sweepConfirming(boolean lyingForce) throws Exception {
        return CrashSweep.sweep(
                lyingForce,
                VersionFilesPowerLossTest::beginTrial,
                disk -> assertThat(files(disk).confirm("1.2")).isTrue(),
                (disk, finished) -> {
                    var chosen = files(disk).chosen().orElseThrow();
                    var onTrial = Files.exists(versions(disk).resolve("on-trial"));
                    assertThat(chosen).isEqualTo(onTrial ? FORMER : NEXT);
                    assertThat(finished && onTrial).isFalse();
                    // However it was left, one more look settles it.
                    assertThat(files(disk).confirm("1.2")).isEqualTo(onTrial);
                });
    }

    /** As the starter does it. */
    private static void beginTrial(SimulatedDisk disk) throws IOException {
        files(disk).make();
        DurableFiles.write(versions(disk).resolve("chosen"), FORMER.encode());
        DurableFiles.write(versions(disk).resolve("rolled-back"), FORMER.encode());
        files(disk).ask(NEXT);
        Files.move(versions(disk).resolve("asked"), versions(disk).resolve("on-trial"));
        DurableFiles.syncDirectory(versions(disk));
        DurableFiles.syncDirectory(disk.root());
    }

    private static VersionFiles files(SimulatedDisk disk) {
        return new VersionFiles(versions(disk));
    }

    private static Path versions(SimulatedDisk disk) {
        return disk.root().resolve("versions");
    }
}
