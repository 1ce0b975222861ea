package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.GetRunbookRequest;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Print a runbook with the fragments it includes, as one text that can be planned.")
final class RunbooksGetCommand extends OperatorCommands.Connected {

    @Parameters(paramLabel = "RUNBOOK", description = "The runbook's name.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write it to a file. One that is there is not replaced.")
    private @Nullable Path file;

    @Override
    ExitCode ask(OperatorClient client) throws IOException {
        var reply = client.call(api ->
                api.getRunbook(GetRunbookRequest.newBuilder().setName(name).build()));
        reply.getWarningsList().forEach(warning -> err().println("warning: " + warning.getText()));
        if (file != null) {
            OutputFile.write(file, reply.getDocument().getContent().toByteArray());
        } else {
            out().println(
                            json()
                                    ? RunFollower.json(reply)
                                    : Printable.text(reply.getDocument()
                                                    .getContent()
                                                    .toStringUtf8())
                                            .stripTrailing());
        }
        return ExitCode.SUCCEEDED;
    }
}
