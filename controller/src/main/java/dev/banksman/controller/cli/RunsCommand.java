package dev.banksman.controller.cli;

import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.ListRunsRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "runs", description = "List runs, newest first.")
final class RunsCommand extends OperatorCommands.Connected {

    /** Of runs that go on; a forecast may take its time. */
    private static final int MOST_FORECASTS = 5;

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
        var table = new Table("RUN", "RUNBOOK", "PHASE", "STARTED", "ENDED", "LEFT", "BY");
        var forecasts = new ForecastWatch(client);
        var asked = 0;
        for (var run : reply.getRunsList()) {
            var left = "";
            if (!RunModel.over(run) && asked < MOST_FORECASTS) {
                asked++;
                left = forecasts
                        .ask(run.getRun())
                        .map(forecast ->
                                ForecastText.left(forecast, SystemTime.clock().instant()))
                        .orElse("");
            }
            table.row(
                    run.getRun(),
                    run.getRunbook(),
                    Words.state(run.getPhase())
                            + (run.getHeld() ? " (held)" : "")
                            + (run.getPaused() ? " (paused)" : ""),
                    Words.day(run.getStartedAt()),
                    Words.day(run.getEndedAt()),
                    left,
                    run.getStartedBy());
        }
        table.print(out());
        return ExitCode.SUCCEEDED;
    }
}
