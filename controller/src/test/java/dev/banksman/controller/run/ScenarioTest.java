package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays each scenario again and compares. {@code -Dbanksman.write=true} writes the files anew, for a person to review.
 */
class ScenarioTest {
    static final Path SCENARIOS = Path.of("src/test/resources/scenarios");

    static List<Path> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files.filter(f -> f.toString().endsWith(".txt")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void goesAsWritten(Path file) throws IOException {
        String written = Files.readString(file);

        String played = Scenario.play(written);

        if (Boolean.getBoolean("banksman.write")) {
            Files.writeString(file, played);
        } else {
            assertThat(played).isEqualTo(written);
        }
    }

    @Test
    void findsTheScenarios() throws IOException {
        assertThat(scenarios()).isNotEmpty();
    }
}
