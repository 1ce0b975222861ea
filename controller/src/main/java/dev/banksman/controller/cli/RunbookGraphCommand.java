package dev.banksman.controller.cli;

import dev.banksman.controller.authoring.RunbookPicture;
import dev.banksman.controller.authoring.picture.DotWriter;
import dev.banksman.controller.authoring.picture.MermaidWriter;
import dev.banksman.controller.authoring.picture.SvgWriter;
import dev.banksman.controller.authoring.picture.TextWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "graph",
        description = {
            "Draw a runbook: its stages, what each needs, and the interlocks as dashed lines.",
            "",
            "Shows every stage, whatever parameters and inventory will leave out; 'banksman plan --picture' draws what"
                    + " one plan comes to.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  banksman runbook graph web-tier.yaml",
            "  banksman runbook graph web-tier.yaml --format svg --out web-tier.svg",
            "  banksman runbook graph web-tier.yaml --format dot | dot -Tpdf >web-tier.pdf"
        })
final class RunbookGraphCommand extends OperatorCommands.Base {

    enum Format {
        TEXT,
        DOT,
        MERMAID,
        SVG
    }

    @Parameters(paramLabel = "RUNBOOK", description = "The runbook, a YAML file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text (default), dot (Graphviz), mermaid (Markdown viewers), or svg (browsers).")
    private Format format = Format.TEXT;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write to a file in place of the terminal.")
    private @Nullable Path target;

    @Override
    ExitCode execute() throws IOException {
        var diagram = RunbookPicture.of(RunbookFile.valid(file, err()));
        var drawn = switch (format) {
            case TEXT -> TextWriter.write(diagram);
            case DOT -> DotWriter.write(diagram);
            case MERMAID -> MermaidWriter.write(diagram);
            case SVG -> SvgWriter.write(diagram);
        };
        if (target == null) {
            out().print(drawn);
        } else {
            OutputFile.write(target, drawn.getBytes(StandardCharsets.UTF_8));
        }
        return ExitCode.SUCCEEDED;
    }
}
