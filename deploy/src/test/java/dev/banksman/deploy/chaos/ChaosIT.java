package dev.banksman.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is killed, and whenever: every run ends right, nothing starts twice, nothing is lost, nothing is made up. */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "finds and kills processes by /proc and signals; the same on Windows has not been written")
class ChaosIT {

    private static final int SAMPLE = 8;
    private static final Path REPOSITORY = Path.of("..");

    /** The same in every build, so that a failure belongs to the change that brought it. */
    private static final long SEED = Long.getLong("banksman.tests.seed", 1);

    @Test
    @Timeout(1_200)
    void endsRightWhateverOfTheSampleIsKilled(@TempDir Path directory) throws Exception {
        check(Chaos.run(REPOSITORY, directory, SEED, SAMPLE, true));
    }

    @Test
    @Tag("slow")
    @Timeout(7_200)
    void endsRightHoweverMuchIsKilled(@TempDir Path directory) throws Exception {
        check(Chaos.run(REPOSITORY, directory, SEED + 1, Integer.getInteger("banksman.chaos.kills", 200), false));
    }

    private static void check(Chaos.Outcome outcome) {
        System.out.println(outcome.text());
        assertThat(outcome.summary().problems()).as(outcome.text()).isEmpty();
        assertThat(outcome.summary().doubleStarts()).isZero();
        assertThat(outcome.summary().lostResults()).isZero();
    }
}
