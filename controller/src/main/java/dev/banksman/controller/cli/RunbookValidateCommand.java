package dev.banksman.controller.cli;

import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.RunbookReader;
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
            byte[] content;
            try {
                content = InputFile.runbook(file);
            } catch (CommandFailure e) {
                err().println(e.getMessage());
                refused = true;
                continue;
            }
            switch (RunbookReader.read(file.toString(), content)) {
                case Read.Valid<dev.banksman.controller.runbook.Runbook> valid -> {
                    valid.warnings().forEach(warning -> err().println("warning: " + warning));
                    out().println(file + ": " + valid.value().name() + " "
                            + valid.value().version() + " is valid, "
                            + valid.value().stages().size() + " stages.");
                }
                case Read.Invalid<dev.banksman.controller.runbook.Runbook> invalid -> {
                    refused = true;
                    say(invalid.problems());
                }
            }
        }
        return refused ? ExitCode.REFUSED : ExitCode.SUCCEEDED;
    }

    private void say(List<Problem> problems) {
        problems.forEach(err()::println);
        err().println(problems.size() == 1 ? "1 problem." : problems.size() + " problems.");
        err().flush();
    }
}
