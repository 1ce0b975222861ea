package dev.banksman.controller.cli;

import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.PreviewPlanRequest;
import dev.banksman.proto.operator.v1.StartRunRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "run", description = "Start a run and follow it. Ctrl-C stops following, not the run.")
final class RunCommand extends OperatorCommands.Connected {

    @Mixin
    private DocumentOptions documents = new DocumentOptions();

    @Mixin
    private FollowOptions follow = new FollowOptions();

    @Option(
            names = "--plan-hash",
            paramLabel = "HASH",
            defaultValue = "",
            description = "Start only if the plan still has this hash, as shown by 'banksman plan'.")
    private String planHash = "";

    @Option(names = "--detach", description = "Start the run, print its id, and end.")
    private boolean detach;

    @Override
    ExitCode ask(OperatorClient client) throws InterruptedException {
        var preview = PreviewPlanRequest.newBuilder()
                .setRunbook(documents.runbook())
                .setInventory(documents.inventory())
                .putAllParameters(documents.parameters())
                .build();
        var planned = client.call(api -> api.previewPlan(preview));
        if (DocumentOptions.refused(err(), planned.getProblemsList(), planned.getWarningsList())) {
            return ExitCode.REFUSED;
        }
        var request = StartRunRequest.newBuilder()
                .setIdempotencyKey(SystemTime.ids().get())
                .setRunbook(preview.getRunbook())
                .setInventory(preview.getInventory())
                .putAllParameters(preview.getParametersMap())
                .setExpectedPlanHash(planHash.isBlank() ? planned.getPlanHash() : planHash)
                .build();
        var reply = client.call(api -> api.startRun(request));
        if (detach) {
            out().println(json() ? RunFollower.json(reply) : reply.getRun());
            return ExitCode.SUCCEEDED;
        }
        err().println("Run " + reply.getRun() + " started, plan " + reply.getPlanHash() + ".");
        err().flush();
        return follow.follow(client, this, reply.getRun(), 0);
    }
}
