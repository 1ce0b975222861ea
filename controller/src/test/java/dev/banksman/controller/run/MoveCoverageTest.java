package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.run.Moves.Move;
import dev.banksman.controller.simulate.SimulationRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A move in a table that no test takes is either impossible, and does not belong there, or untested. */
class MoveCoverageTest {
    private static final int SEEDS = 400;

    @Test
    void everyMoveIsTakenByAScenarioOrASimulation() throws IOException {
        for (Path scenario : ScenarioTest.scenarios()) {
            Scenario.play(Files.readString(scenario));
        }
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulationRuns.play(seed);
        }

        List<String> never = Stream.of(TaskMoves.TABLE, RunMoves.TABLE, AttemptMoves.TABLE)
                .flatMap(MoveCoverageTest::untaken)
                .toList();

        assertThat(never).isEmpty();
    }

    private static Stream<String> untaken(Moves<?> table) {
        return table.list().stream()
                .filter(move -> !Coverage.taken(table.thing(), move))
                .map(move -> table.thing() + ": " + text(move));
    }

    private static String text(Move<?> move) {
        return move.from() + " -> " + move.to() + " (" + move.because() + ")";
    }
}
