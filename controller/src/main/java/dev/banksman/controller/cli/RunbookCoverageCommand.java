package dev.banksman.controller.cli;

import dev.banksman.controller.authoring.coverage.Coverage;
import dev.banksman.controller.authoring.coverage.Coverage.Document;
import dev.banksman.controller.authoring.coverage.FactList;
import dev.banksman.controller.runbook.Read;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "coverage",
        description = {
            "Show where each fact of the vendor's document is carried, and what is missing.",
            "",
            "A runbook is only as good as what it carries of the document it was made from. Number the facts of that"
                    + " document, list them in a CSV beside the runbook, and put the numbers where the runbook carries"
                    + " them (source: {section: ..., facts: [GP-016]}). This command joins the two and says what does"
                    + " not fit: a fact that is nowhere and has no reason, a fact that the list does not know, a check"
                    + " that is carried by no check, more than four facts in one place.",
            ""
        },
        footer = {
            "",
            "The list has a first line with the names of its columns; lines that begin with # are comments:",
            "  fact,kind,stage,reason",
            "  GP-006,CHK,,",
            "  GP-011,ACT,,\"The agent is on the machine; nobody has to log in there.\"",
            "  GP-024,LOOP,session-hosts,",
            "Kinds: PRE, ACT, CHK, ORD, DEC, LOOP, BAK, RST, TRB, WARN, INFO. A column 'runbooks' names those that must"
                    + " carry a fact, with blanks between, where one list serves several.",
            "Exit code 0 if nothing is missing and all fits, 2 if not."
        })
final class RunbookCoverageCommand extends OperatorCommands.Base {

    private static final String ENDING = ".coverage.csv";

    @Parameters(arity = "1..*", paramLabel = "RUNBOOK", description = "Runbooks, YAML files.")
    private List<Path> files = List.of();

    @Option(
            names = "--facts",
            paramLabel = "CSV",
            description = "The list of facts. Default: the CSV beside the runbook whose name fits best: for"
                    + " ax-in-place-test.yaml ax-in-place-test.coverage.csv, else ax-in-place.coverage.csv.")
    private @Nullable Path facts;

    @Option(names = "--json", description = "Print JSON in place of text.")
    private boolean json;

    @Override
    ExitCode execute() {
        var documents = new ArrayList<Document>();
        for (var file : files) {
            documents.add(new Document(file.toString(), RunbookFile.valid(file, err())));
        }
        var csv = facts != null ? facts : beside(files);
        var list = switch (FactList.read(csv.toString(), InputFile.text(csv))) {
            case Read.Valid<FactList> valid -> valid.value();
            case Read.Invalid<FactList>(var problems) -> {
                problems.forEach(err()::println);
                throw new CommandFailure(ExitCode.REFUSED, RunbookFile.count(problems));
            }
        };
        var coverage = Coverage.of(documents, list);
        if (json) {
            out().print(CoverageText.json(coverage));
        } else {
            new CoverageText(Terminal.of(out()), documents).print(coverage, csv);
        }
        out().flush();
        if (coverage.problems().isEmpty()) {
            return ExitCode.SUCCEEDED;
        }
        if (!json) {
            coverage.problems().forEach(err()::println);
            err().println(RunbookFile.count(coverage.problems()));
        }
        return ExitCode.REFUSED;
    }

    /** The one list of all these runbooks. */
    private static Path beside(List<Path> files) {
        var lists =
                files.stream().map(RunbookCoverageCommand::beside).distinct().toList();
        if (lists.size() > 1) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "Expected runbooks that share one list of facts, found " + lists.getFirst() + " and " + lists.get(1)
                            + ". Say which with --facts, or ask for them one by one.");
        }
        return lists.getFirst();
    }

    private static Path beside(Path runbook) {
        var full = runbook.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        for (var name = full; !name.isEmpty(); name = name.substring(0, Math.max(0, name.lastIndexOf('-')))) {
            var csv = runbook.resolveSibling(name + ENDING);
            if (Files.isRegularFile(csv)) {
                return csv;
            }
        }
        throw new CommandFailure(
                ExitCode.REFUSED,
                runbook + ": expected a list of facts beside it, such as " + runbook.resolveSibling(full + ENDING)
                        + "; found none. 'banksman runbook coverage --help' shows what it looks like; --facts names"
                        + " another file.");
    }
}
