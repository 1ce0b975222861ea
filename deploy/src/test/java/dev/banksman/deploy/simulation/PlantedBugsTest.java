package dev.banksman.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

/** The checks of the simulation can fail: each planted bug is found, at a seed that plays well without it. */
class PlantedBugsTest {

    private static final int SEEDS = 1_000;

    @BeforeEach
    void quiet() {
        MDC.put("simulated", "yes");
    }

    @AfterEach
    void loud() {
        MDC.remove("simulated");
    }

    @ParameterizedTest
    @EnumSource(names = {"JOURNAL_AFTER_EFFECT", "LOST_ACKNOWLEDGEMENT"})
    void quickOnesAreFound(Plant plant) {
        find(plant);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("slow")
    void eachIsFound(Plant plant) {
        find(plant);
    }

    private static void find(Plant plant) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var course = Simulation.play(seed, Faults.WILD, EnumSet.of(plant), false);
            if (course.breach().isPresent()) {
                System.out.println("planted " + plant + ", found by seed " + seed + ": "
                        + course.breach().get());
                Findings.mustHold(Simulation.play(seed, Faults.WILD, Set.of(), false));
                return;
            }
        }
        assertThat(plant).as("%d seeds do not find it", SEEDS).isNull();
    }
}
