package dev.banksman.controller.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunbookLibraryTest {

    private static final String RUNBOOK = """
        runbook: asks
        version: "1"
        title: Asks
        about: For looking at.
        roles:
          database: {hosts: 1}
        stages:
          - stage: prepare
            on: database
            steps:
              - step: ask
                title: May it begin?
                gate: {instructions: Look around first.}
        """;

    @TempDir
    private Path folder;

    @Test
    void holdsRunbooksAndNotTheirFragments() throws Exception {
        Files.writeString(folder.resolve("b.yaml"), RUNBOOK);
        Files.writeString(folder.resolve("part.yaml"), "fragment: part\nabout: x\nsteps: {}\n");
        Files.writeString(folder.resolve("notes.txt"), "runbook: none");

        var entries = new RunbookLibrary(folder).entries();

        assertThat(entries).containsOnlyKeys("asks");
        assertThat(new String(entries.get("asks").bundle(), StandardCharsets.UTF_8))
                .isEqualTo(RUNBOOK);
    }

    @Test
    void aRunbookThatCannotBeReadIsThereWithWhatIsWrong() throws Exception {
        Files.writeString(folder.resolve("bad.yaml"), "runbook: bad\nstagse: []\n");

        var entry = new RunbookLibrary(folder).entries().get("bad");

        assertThat(entry.read())
                .isInstanceOfSatisfying(
                        Read.Invalid.class,
                        invalid -> assertThat(invalid.problems()).isNotEmpty());
    }

    @Test
    void seesWhatHasChanged() throws Exception {
        var library = new RunbookLibrary(folder);
        assertThat(library.entries()).isEmpty();

        Files.writeString(folder.resolve("b.yaml"), RUNBOOK);
        assertThat(library.entries()).containsOnlyKeys("asks");

        Files.writeString(folder.resolve("b.yaml"), RUNBOOK.replace("runbook: asks", "runbook: asks-more"));
        assertThat(library.entries()).containsOnlyKeys("asks-more");
    }

    @Test
    void aFolderThatIsNotThereHasNone() throws Exception {
        assertThat(new RunbookLibrary(folder.resolve("none")).entries()).isEmpty();
    }
}
