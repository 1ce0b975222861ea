package dev.banksman.controller.cli;

import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        description = "Check runbooks by themselves. Prints every mistake with its line and column.")
final class RunbookValidateCommand extends OperatorCommands.Base {

    @Parameters(arity = "1..*", paramLabel = "RUNBOOK", description = "Runbooks, YAML files.")
    private List<Path> files = List.of();

    @Override
    ExitCode execute() {
        var refused = false;
        for (var file : files) {
            Read<Runbook> read;
            try {
                read = RunbookFile.read(file);
            } catch (CommandFailure e) {
                err().println(e.getMessage());
                refused = true;
                continue;
            }
            switch (read) {
                case Read.Valid<Runbook> valid -> {
                    valid.warnings().forEach(warning -> err().println("warning: " + warning));
                    out().println(file + ": " + valid.value().name() + " "
                            + valid.value().version() + " is valid, "
                            + valid.value().stages().size() + " stages.");
                }
                case Read.Invalid<Runbook> invalid -> {
                    refused = true;
                    say(invalid.problems());
                }
            }
        }
        return refused ? ExitCode.REFUSED : ExitCode.SUCCEEDED;
    }

    private void say(List<Problem> problems) {
        problems.forEach(err()::println);
        err().println(RunbookFile.count(problems));
        err().flush();
    }
}
