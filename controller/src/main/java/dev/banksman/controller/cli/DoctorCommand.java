package dev.banksman.controller.cli;

import com.google.protobuf.ByteString;
import dev.banksman.proto.operator.v1.DiagnoseReply;
import dev.banksman.proto.operator.v1.DiagnoseRequest;
import dev.banksman.proto.operator.v1.DiagnosisDone;
import dev.banksman.proto.operator.v1.DiagnosisFinding;
import dev.banksman.proto.operator.v1.Document;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description =
                "Look how the controller and the hosts are and, with a runbook, whether each host would take what the"
                        + " plan has for it. Runs nothing and changes nothing.",
        footer = {
            "",
            "The day before a maintenance window:",
            "  banksman doctor --runbook web-tier.yaml -i hosts.yaml -f parameters.properties",
            "Shown is what is not fine; --all shows everything. What depends on values that only the run will give"
                + " cannot be told beforehand. Databases are logged in at, once for each login and host; passwords of"
                + " other accounts are not tried."
        })
final class DoctorCommand extends OperatorCommands.Connected {

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Only this host. May be given often. Default: all hosts, or those of the plan.")
    private List<String> hosts = List.of();

    @Option(names = "--runbook", paramLabel = "FILE", description = "The runbook that is to be run, a YAML file.")
    private @Nullable Path runbook;

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "FILE",
            description = "The inventory to run it with, a YAML file.")
    private @Nullable Path inventory;

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

    @Option(names = "--all", description = "Show also what is fine and what cannot be told beforehand.")
    private boolean all;

    @Option(names = "--strict", description = "Warnings count as failures for the exit code.")
    private boolean strict;

    @Override
    ExitCode ask(OperatorClient client) {
        var text = new DoctorText(Terminal.of(out()), all);
        Map<String, List<DiagnosisFinding>> found = new HashMap<>();
        try {
            var news = client.streams().diagnose(request());
            while (news.hasNext()) {
                var reply = Printable.message(news.next());
                tell(reply, text, found);
                if (reply.hasDone()) {
                    return exitCode(reply.getDone(), strict);
                }
            }
        } catch (StatusRuntimeException e) {
            throw client.failure(e);
        }
        throw new CommandFailure(ExitCode.UNREACHABLE, "The controller ended before it had looked at all hosts.");
    }

    private DiagnoseRequest request() {
        if ((runbook == null) != (inventory == null)) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "Expected --runbook and --inventory together, found one without the other.");
        }
        var given = DocumentOptions.parameters(parameterFile, parameters);
        if (runbook == null && !given.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "Expected --runbook with the parameters that are for it, found none.");
        }
        var request = DiagnoseRequest.newBuilder().addAllHosts(hosts).putAllParameters(given);
        if (runbook != null && inventory != null) {
            request.setRunbook(document(runbook, InputFile.runbook(runbook)))
                    .setInventory(document(inventory, InputFile.bytes(inventory)));
        }
        return request.build();
    }

    private static Document document(Path file, byte[] content) {
        return Document.newBuilder()
                .setName(file.toString())
                .setContent(ByteString.copyFrom(content))
                .build();
    }

    private void tell(DiagnoseReply reply, DoctorText text, Map<String, List<DiagnosisFinding>> found) {
        if (json()) {
            out().println(RunFollower.json(reply));
        } else {
            switch (reply.getNewsCase()) {
                case FINDING ->
                    found.computeIfAbsent(reply.getFinding().getHost(), none -> new ArrayList<>())
                            .add(reply.getFinding());
                case HOST -> {
                    var host = reply.getHost().getHost();
                    var findings = found.remove(host);
                    text.host(host, findings == null ? List.of() : findings).forEach(out()::println);
                }
                case DONE -> out().println(text.sentence(reply.getDone()));
                case NEWS_NOT_SET -> {}
            }
        }
        if (out().checkError()) {
            throw new CommandFailure(ExitCode.OUTPUT_CLOSED, "Nobody reads any more.");
        }
    }

    static ExitCode exitCode(DiagnosisDone done, boolean strict) {
        return done.getFailed() > 0 || strict && done.getWarned() > 0 ? ExitCode.DIAGNOSIS_FAILED : ExitCode.SUCCEEDED;
    }
}
