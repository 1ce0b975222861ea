package dev.banksman.controller.cli;

import dev.banksman.controller.authoring.Explanation;
import dev.banksman.controller.authoring.Explanation.StageWords;
import dev.banksman.controller.authoring.StepWords;
import dev.banksman.controller.runbook.NearestName;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = {
            "Say in plain sentences what a runbook does.",
            "",
            "For whoever reviews a runbook and knows the upgrade, not Banksman: parameters and machines; the stages, in"
                    + " which order and why; and for each step what it does, how it is judged, what happens if it goes"
                    + " wrong, what takes it back, what guards it, which known failures it has, and where it stands in"
                    + " the vendor's document.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  banksman runbook explain web-tier.yaml | less",
            "  banksman runbook explain web-tier.yaml web                  one stage",
            "  banksman runbook explain web-tier.yaml web.install          one step",
            "  banksman runbook explain web-tier.yaml web.install --json   for programs"
        })
final class RunbookExplainCommand extends OperatorCommands.Base {

    @Parameters(index = "0", paramLabel = "RUNBOOK", description = "The runbook, a YAML file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STAGE[.STEP]",
            description = "Only this stage, or this step. Default: all of it.")
    private @Nullable String part;

    @Option(names = "--json", description = "Print JSON in place of text.")
    private boolean json;

    @Override
    ExitCode execute() {
        var explanation = Explanation.of(RunbookFile.valid(file, err()));
        var text = new ExplanationText(Terminal.of(out()));
        if (part == null) {
            print(explanation, () -> text.all(explanation));
            return ExitCode.SUCCEEDED;
        }
        var dot = part.indexOf('.');
        var stage = stage(explanation, dot < 0 ? part : part.substring(0, dot));
        if (dot < 0) {
            print(stage, () -> text.stage(stage, explanation.stages().indexOf(stage) + 1));
        } else {
            var step = step(stage, part.substring(dot + 1));
            print(step, () -> text.step(step));
        }
        return ExitCode.SUCCEEDED;
    }

    private void print(Object words, Runnable asText) {
        if (json) {
            out().print(JsonText.of(words));
        } else {
            asText.run();
        }
        out().flush();
    }

    private StageWords stage(Explanation explanation, String name) {
        return explanation.stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(
                        "a stage of " + explanation.runbook(),
                        name,
                        explanation.stages().stream().map(StageWords::name).toList()));
    }

    private StepWords step(StageWords stage, String name) {
        return stage.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(
                        "a step of " + stage.name(),
                        name,
                        stage.steps().stream().map(StepWords::name).toList()));
    }

    private CommandFailure unknown(String expected, String found, List<String> known) {
        var hint = NearestName.hint(found, known);
        return new CommandFailure(
                ExitCode.REFUSED,
                file + ": expected " + expected + ", found " + found
                        + (hint.isEmpty() ? "; there are " + String.join(", ", known) + "." : "; " + hint));
    }
}
