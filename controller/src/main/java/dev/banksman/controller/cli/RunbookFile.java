package dev.banksman.controller.cli;

import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.RunbookReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** A runbook's file as the commands that need no controller read it: all of them in the same way. */
final class RunbookFile {

    private RunbookFile() {}

    /** @throws CommandFailure if the file cannot be read; what is wrong inside it is in the answer */
    static Read<Runbook> read(Path file) {
        return RunbookReader.read(file.toString(), InputFile.runbook(file));
    }

    /**
     * A runbook that must be valid; its warnings are no concern of whoever only looks at it.
     *
     * @throws CommandFailure after having said everything that is wrong with it
     */
    static Runbook valid(Path file, PrintWriter err) {
        return switch (read(file)) {
            case Read.Valid<Runbook> valid -> valid.value();
            case Read.Invalid<Runbook>(var problems) -> {
                problems.forEach(err::println);
                throw new CommandFailure(ExitCode.REFUSED, count(problems));
            }
        };
    }

    /** The last line after problems. */
    static String count(List<Problem> problems) {
        return problems.size() == 1 ? "1 problem." : problems.size() + " problems.";
    }
}
