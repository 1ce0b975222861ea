package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.GetReportRequest;
import dev.banksman.proto.operator.v1.ReportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "report", description = "The report of a run: verification matrix, decisions, timings.")
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
            description = "Write to a file.")
    private @Nullable Path file;

    @Override
    ExitCode ask(OperatorClient client) throws IOException {
        var reply = client.call(api -> api.getReport(GetReportRequest.newBuilder()
                .setRun(run)
                .setFormat(ReportFormat.valueOf("REPORT_FORMAT_" + wanted()))
                .build()));
        if (file == null) {
            out().print(reply.getContent().toStringUtf8());
        } else {
            Files.write(file, reply.getContent().toByteArray());
        }
        return ExitCode.SUCCEEDED;
    }

    private Format wanted() {
        var word = format != null ? format : json() ? "json" : ending();
        for (var known : Format.values()) {
            if (known.name().equals(word.toUpperCase(Locale.ROOT))) {
                return known;
            }
        }
        throw new CommandFailure(ExitCode.REFUSED, "--format: expected text, json or html; found " + word + ".");
    }

    private String ending() {
        if (file == null) {
            return "text";
        }
        var name = file.toString();
        var dot = name.lastIndexOf('.');
        var ending = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        return ending.equals("html") || ending.equals("json") ? ending : "text";
    }
}
