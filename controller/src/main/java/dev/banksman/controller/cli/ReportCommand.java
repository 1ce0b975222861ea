package dev.banksman.controller.cli;

import com.google.protobuf.ByteString;
import dev.banksman.proto.operator.v1.GetPlanRequest;
import dev.banksman.proto.operator.v1.GetReportRequest;
import dev.banksman.proto.operator.v1.ReportFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        description = "The report of a run: verification matrix, decisions, timings.",
        footer = {
            "",
            "If Banksman is about to be lost, or has to be left:",
            "  banksman report RUN --remaining -o rest.html",
            "writes what is not done yet as a checklist for paper, with what is known about each task that has begun."
        })
final class ReportCommand extends OperatorCommands.Connected {

    enum Format {
        TEXT,
        JSON,
        HTML
    }

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    @SuppressWarnings("NullAway.Init")
    private String run;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text, json or html. Default: by the ending of --out, else text.")
    private @Nullable String format;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write to a file. May be given often, for more than one format.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--remaining",
            description = "In place of the report, the checklist of what is not done yet, for going on by hand; text or"
                    + " html.")
    private boolean remaining;

    @Option(
            names = "--plan",
            description = "In place of the report, the plan of the run as it was approved; text or json.")
    private boolean plan;

    @Override
    ExitCode ask(OperatorClient client) throws IOException {
        if (remaining
                && (json() || "json".equalsIgnoreCase(format) || files.stream().anyMatch(ReportCommand::json))) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "--remaining: expected text or html, which people read; found json. 'banksman tasks RUN --json'"
                            + " tells a program what is not done.");
        }
        if (plan) {
            var kept = client.call(
                    api -> api.getPlan(GetPlanRequest.newBuilder().setRun(run).build()));
            var text = json() || "json".equalsIgnoreCase(format) ? kept.getJson() : kept.getText();
            if (files.isEmpty()) {
                out().println(text.stripTrailing());
            }
            for (var file : files) {
                OutputFile.write(file, (json(file) ? kept.getJson() : text).getBytes(StandardCharsets.UTF_8));
            }
            return ExitCode.SUCCEEDED;
        }
        if (files.isEmpty()) {
            out().print(report(client, "text").toStringUtf8());
        }
        for (var file : files) {
            OutputFile.write(file, report(client, ending(file)).toByteArray());
        }
        return ExitCode.SUCCEEDED;
    }

    private ByteString report(OperatorClient client, String usual) {
        var wanted = ReportFormat.valueOf("REPORT_FORMAT_" + wanted(usual));
        return client.call(api -> api.getReport(GetReportRequest.newBuilder()
                        .setRun(run)
                        .setFormat(wanted)
                        .setRemaining(remaining)
                        .build()))
                .getContent();
    }

    private Format wanted(String usual) {
        var word = format != null ? format : json() ? "json" : usual;
        for (var known : Format.values()) {
            if (known.name().equals(word.toUpperCase(Locale.ROOT))) {
                return known;
            }
        }
        throw new CommandFailure(ExitCode.REFUSED, "--format: expected text, json or html; found " + word + ".");
    }

    private static boolean json(Path file) {
        return ending(file).equals("json");
    }

    private static String ending(Path file) {
        var name = file.toString();
        var dot = name.lastIndexOf('.');
        var ending = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        return ending.equals("html") || ending.equals("json") ? ending : "text";
    }
}
