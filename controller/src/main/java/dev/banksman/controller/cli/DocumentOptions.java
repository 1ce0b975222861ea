package dev.banksman.controller.cli;

import com.google.protobuf.ByteString;
import dev.banksman.proto.operator.v1.Document;
import dev.banksman.proto.operator.v1.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runbook, inventory and parameters: what a plan is made from. */
final class DocumentOptions {

    @Parameters(paramLabel = "RUNBOOK", description = "The runbook, a YAML file.")
    @SuppressWarnings("NullAway.Init")
    private Path runbook;

    @Option(
            names = {"-i", "--inventory"},
            required = true,
            paramLabel = "FILE",
            description = "The inventory, a YAML file: hosts, their roles and variables.")
    @SuppressWarnings("NullAway.Init")
    private Path inventory;

    @Option(
            names = {"-f", "--parameters"},
            paramLabel = "FILE",
            description = "Parameters as name=value lines; a value is taken as it stands.")
    private @Nullable Path parameterFile;

    @Option(
            names = {"-p", "--parameter"},
            paramLabel = "NAME=VALUE",
            description = "One parameter; wins over the file. May be given often.")
    private List<String> parameters = List.of();

    Document runbook() {
        return document(runbook, InputFile.runbook(runbook));
    }

    Document inventory() {
        return document(inventory, InputFile.bytes(inventory));
    }

    Map<String, String> parameters() {
        return parameters(parameterFile, parameters);
    }

    static Map<String, String> parameters(@Nullable Path parameterFile, List<String> parameters) {
        var options = new LinkedHashMap<String, String>();
        parameters.forEach(text -> ParameterFile.add(options, text, "--parameter"));
        var all = new LinkedHashMap<String, String>();
        if (parameterFile != null) {
            all.putAll(ParameterFile.parse(parameterFile, InputFile.text(parameterFile)));
        }
        all.putAll(options);
        return all;
    }

    private static Document document(Path file, byte[] content) {
        return Document.newBuilder()
                .setName(file.toString())
                .setContent(ByteString.copyFrom(content))
                .build();
    }

    /** Prints all problems, and says whether there were any. */
    static boolean refused(PrintWriter err, List<Problem> problems, List<Problem> warnings) {
        warnings.forEach(w -> err.println("warning: " + w.getText()));
        problems.forEach(p -> err.println(p.getText()));
        if (!problems.isEmpty()) {
            err.println(
                    problems.size() == 1
                            ? "1 problem; nothing was started."
                            : problems.size() + " problems; nothing was started.");
        }
        return !problems.isEmpty();
    }
}
