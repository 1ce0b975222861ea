package dev.banksman.controller.cli;

import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.ListRunsRequest;
import dev.banksman.proto.operator.v1.WatchRunsReply;
import dev.banksman.proto.operator.v1.WatchRunsRequest;
import io.grpc.StatusRuntimeException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "runs", description = "List runs, newest first.")
final class RunsCommand extends OperatorCommands.Connected {

    /** Of runs that go on; a forecast may take its time. */
    private static final int MOST_FORECASTS = 5;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many. Default: 20.")
    private int limit;

    @Option(
            names = {"-w", "--watch"},
            description =
                    "Go on: a line for each run as it stands now, and again whenever it changes; below it what waits"
                            + " for a person.")
    private boolean watch;

    @Override
    ExitCode ask(OperatorClient client) {
        if (watch) {
            return watch(client);
        }
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

    private ExitCode watch(OperatorClient client) {
        try {
            var news = client.streams()
                    .watchRuns(WatchRunsRequest.newBuilder()
                            .setEnded(Math.clamp(limit, 1, 1_000))
                            .build());
            while (news.hasNext() && !out().checkError()) {
                var told = Printable.message(news.next());
                if (json()) {
                    out().println(RunFollower.json(told));
                } else if (told.hasRun()) {
                    line(told);
                }
                out().flush();
            }
            return ExitCode.SUCCEEDED;
        } catch (StatusRuntimeException e) {
            throw client.failure(e);
        }
    }

    private void line(WatchRunsReply told) {
        var run = told.getRun();
        out().println(run.getRun() + "  " + run.getRunbook() + "  " + Words.state(run.getPhase())
                + (run.getHeld() ? " (held)" : "") + (run.getPaused() ? " (paused)" : ""));
        for (var task : told.getWaitingList()) {
            out().println("  waits: " + task.getStage() + "." + task.getStep() + "@" + task.getHost() + "  "
                    + task.getQuestion().getWhy());
        }
        if (told.getWaitingInAll() > told.getWaitingCount()) {
            out().println("  and " + (told.getWaitingInAll() - told.getWaitingCount()) + " more");
        }
    }
}
