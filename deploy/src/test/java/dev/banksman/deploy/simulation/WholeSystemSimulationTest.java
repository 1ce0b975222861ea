package dev.banksman.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/**
 * G1 to G8, G10, G13 and G16 on whole installations, under everything that can go wrong. A failing seed is named with what
 * it breaks, its transcript is written, and {@code .ci/simulate 1 SEED} plays it again.
 */
class WholeSystemSimulationTest {

    private static final int SAMPLE = 60;
    private static final int ALL = 1_000;

    @BeforeEach
    void quiet() {
        MDC.put("simulated", "yes");
    }

    @AfterEach
    void loud() {
        MDC.remove("simulated");
    }

    @Test
    void everyRunOfTheSampleKeepsItsPromisesAndEnds() throws IOException {
        play(1, SAMPLE);
    }

    @Test
    @Tag("slow")
    void everyRunKeepsItsPromisesAndEnds() throws IOException {
        play(SAMPLE + 1, ALL);
    }

    @Test
    void theSameSeedPlaysTheSameRunToTheByte() {
        for (long seed = 1; seed <= 5; seed++) {
            var once = Simulation.play(seed, Faults.WILD, Set.of(), true);
            var again = Simulation.play(seed, Faults.WILD, Set.of(), true);
            assertThat(again.transcript()).isEqualTo(once.transcript());
            assertThat(again.digest()).isEqualTo(once.digest());
        }
    }

    @Test
    void differentSeedsPlayDifferentRuns() {
        assertThat(Simulation.play(3, Faults.WILD, Set.of(), false).digest())
                .isNotEqualTo(Simulation.play(5, Faults.WILD, Set.of(), false).digest());
    }

    private static void play(long first, long last) throws IOException {
        var tally = new Tally();
        try {
            for (long seed = first; seed <= last; seed++) {
                var course = Simulation.play(seed, Faults.WILD, Set.of(), false);
                tally.add(course);
                Findings.mustHold(course);
            }
        } finally {
            tally.proof().write("simulation from seed " + first);
        }
        System.out.println(tally);
        assertThat(tally.wentBack()).as("runs taken back to a restore point").isPositive();
    }
}
