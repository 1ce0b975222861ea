package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.PreviewPlanRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "plan", description = "Show what would happen where in which order. Changes nothing.")
final class PlanCommand extends OperatorCommands.Connected {

    @Mixin
    private DocumentOptions documents = new DocumentOptions();

    @Option(names = "--picture", description = "Print a Mermaid flowchart of the stages.")
    private boolean picture;

    @Override
    ExitCode ask(OperatorClient client) {
        var request = PreviewPlanRequest.newBuilder()
                .setRunbook(documents.runbook())
                .setInventory(documents.inventory())
                .putAllParameters(documents.parameters())
                .build();
        var reply = client.call(api -> api.previewPlan(request));
        if (DocumentOptions.refused(err(), reply.getProblemsList(), reply.getWarningsList())) {
            return ExitCode.REFUSED;
        }
        out().println(
                        json()
                                ? reply.getJson()
                                : picture ? reply.getPicture() : reply.getText().stripTrailing());
        return ExitCode.SUCCEEDED;
    }
}
