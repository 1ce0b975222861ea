package dev.banksman.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

    @Test
    void theOperatorsGuideSaysEachOfThem() throws Exception {
        var guide = Files.readString(Path.of("../deploy/docs/operators-guide.md"));

        for (var code : ExitCode.values()) {
            assertThat(guide).contains("| " + code.code() + " | " + code.meaning() + " |");
        }
    }
}
