package dev.banksman.controller.cli;

import com.google.protobuf.ByteString;
import dev.banksman.proto.operator.v1.Document;
import dev.banksman.proto.operator.v1.ValidateRunbookRequest;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = "Have the controller check a runbook, as its version understands it. 'banksman runbook validate'"
                + " checks it here.")
final class RunbooksCheckCommand extends OperatorCommands.Connected {

    @Parameters(paramLabel = "RUNBOOK", description = "The runbook, a YAML file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Override
    ExitCode ask(OperatorClient client) {
        var document =
                Document.newBuilder().setName(file.toString()).setContent(ByteString.copyFrom(InputFile.runbook(file)));
        var reply = client.call(api -> api.validateRunbook(
                ValidateRunbookRequest.newBuilder().setRunbook(document).build()));
        if (json()) {
            out().println(RunFollower.json(reply));
        } else {
            reply.getWarningsList().forEach(warning -> err().println("warning: " + warning.getText()));
            reply.getProblemsList().forEach(problem -> err().println(problem.getText()));
            if (reply.getProblemsCount() == 0) {
                out().println(file + ": " + reply.getRunbook() + " " + reply.getVersion() + " is valid.");
            }
        }
        return reply.getProblemsCount() == 0 ? ExitCode.SUCCEEDED : ExitCode.REFUSED;
    }
}
