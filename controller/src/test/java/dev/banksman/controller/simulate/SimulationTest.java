package dev.banksman.controller.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.common.seeds.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whole runs under faults. A failing seed is named in the message and plays again with {@link SimulationRuns}.
 */
class SimulationTest {
    private static final int SEEDS = 200;

    @Test
    void everyRunKeepsItsPromisesAndEnds() {
        Seeds.each(1, SEEDS, SimulationTest::play);
    }

    @Test
    @Tag("slow")
    void everyOneOfManyMoreRunsKeepsItsPromisesAndEnds() {
        Seeds.each(SEEDS + 1, SEEDS + 1_000, SimulationTest::play);
    }

    @Test
    void theSameSeedPlaysTheSameRunByteForByte() {
        for (long seed = 1; seed <= 10; seed++) {
            assertThat(play(seed)).isEqualTo(play(seed));
        }
    }

    @Test
    void differentSeedsPlayDifferentRuns() {
        assertThat(play(3).transcript()).isNotEqualTo(play(5).transcript());
    }

    private static SimulationReport play(long seed) {
        try {
            return SimulationRuns.play(seed);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + " breaks on the plan\n" + RandomPlans.text(seed), e);
        }
    }
}
