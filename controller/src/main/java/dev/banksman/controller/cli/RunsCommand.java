package dev.banksman.controller.cli;

import dev.banksman.proto.operator.v1.ListRunsRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "runs", description = "List runs, newest first.")
final class RunsCommand extends OperatorCommands.Connected {

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many. Default: 20.")
    private int limit;

    @Override
    ExitCode ask(OperatorClient client) {
        var reply = client.call(api ->
                api.listRuns(ListRunsRequest.newBuilder().setPageSize(limit).build()));
        if (json()) {
            out().println(RunFollower.json(reply));
            return ExitCode.SUCCEEDED;
        }
        var table = new Table("RUN", "RUNBOOK", "PHASE", "STARTED", "ENDED", "BY");
        for (var run : reply.getRunsList()) {
            table.row(
                    run.getRun(),
                    run.getRunbook(),
                    Words.state(run.getPhase())
                            + (run.getHeld() ? " (held)" : "")
                            + (run.getPaused() ? " (paused)" : ""),
                    Words.day(run.getStartedAt()),
                    Words.day(run.getEndedAt()),
                    run.getStartedBy());
        }
        table.print(out());
        return ExitCode.SUCCEEDED;
    }
}
