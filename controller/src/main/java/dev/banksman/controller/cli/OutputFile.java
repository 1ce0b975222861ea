package dev.banksman.controller.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that a command makes. What people write by hand is never replaced by one. */
final class OutputFile {
    private static final List<String> BY_HAND = List.of(".yaml", ".yml", ".csv", ".properties");

    private OutputFile() {}

    /** @throws CommandFailure if there is a runbook, an inventory, a list or parameters of that name */
    static void write(Path file, byte[] content) throws IOException {
        var name = String.valueOf(file.getFileName());
        if (Files.exists(file) && BY_HAND.stream().anyMatch(name::endsWith)) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "Expected the name of a file to be made, found " + file
                            + ", which is there and looks as if somebody wrote it. Give another name.");
        }
        Files.write(file, content);
    }
}
