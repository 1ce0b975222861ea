package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The diagrams in the documentation are drawn from the tables. {@code -Dbanksman.write=true} draws them anew. */
class TransitionsDocTest {
    private static final Path PAGE = Path.of("docs/transitions.md");

    @Test
    void thePageShowsTheTables() throws IOException {
        String drawn = """
                # Legal moves

                Drawn from the tables that the core checks each event against (`RunMoves`, `TaskMoves`, `AttemptMoves`). A move \
                that is not here is a fault: the run is set aside, and the message holds its history.

                """
                + section("Run", RunMoves.TABLE) + section("Task", TaskMoves.TABLE)
                + section("Attempt", AttemptMoves.TABLE);

        if (Boolean.getBoolean("banksman.write")) {
            Files.writeString(PAGE, drawn);
        } else {
            assertThat(Files.readString(PAGE)).isEqualTo(drawn);
        }
    }

    private static String section(String title, Moves<?> table) {
        String arrows = table.list().stream()
                .map(move -> "    " + move.from() + " --> " + move.to())
                .collect(Collectors.joining("\n"));
        String rows = table.list().stream()
                .map(move -> "| " + move.from() + " | " + move.to() + " | " + move.because() + " |")
                .collect(Collectors.joining("\n"));
        return "## " + title + "\n\n```mermaid\nstateDiagram-v2\n" + arrows
                + "\n```\n\n| from | to | because |\n|---|---|---|\n" + rows + "\n\n";
    }
}
