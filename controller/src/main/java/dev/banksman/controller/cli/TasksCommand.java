package dev.banksman.controller.cli;

import dev.banksman.controller.runbook.NearestName;
import dev.banksman.proto.operator.v1.ListTasksRequest;
import dev.banksman.proto.operator.v1.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "tasks", description = "List the tasks of a run, with their states.")
final class TasksCommand extends OperatorCommands.Connected {

    private static final int PAGE = 1_000;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    @SuppressWarnings("NullAway.Init")
    private String run;

    @Option(names = "--stage", paramLabel = "STAGE", defaultValue = "", description = "Only this stage.")
    private String stage = "";

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "", description = "Only this host.")
    private String host = "";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only this state, such as failed. May be given often.")
    private List<String> states = new ArrayList<>();

    @Override
    ExitCode ask(OperatorClient client) {
        boolean found = false;
        var table = new Table("TASK", "STATE", "ATTEMPTS", "SINCE", "REASON");
        var request = ListTasksRequest.newBuilder()
                .setRun(run)
                .setStage(stage)
                .setHost(host)
                .setPageSize(PAGE);
        states.forEach(s -> request.addStates(state(s)));
        do {
            var reply = client.call(api -> api.listTasks(request.build()));
            found |= reply.getTasksCount() > 0;
            for (var task : reply.getTasksList()) {
                if (json()) {
                    out().println(RunFollower.json(task));
                } else {
                    table.row(
                            RunModel.name(task),
                            Words.state(task.getState()),
                            String.valueOf(task.getAttemptsCount()),
                            task.hasSince() ? Words.clock(task.getSince()) : "-",
                            Words.cut(task.getReason(), 80));
                }
            }
            request.setPageToken(reply.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        if (!found) {
            requireKnown(client);
        }
        if (!json()) {
            table.print(out());
        }
        return ExitCode.SUCCEEDED;
    }

    /** Nothing may be found where there is nothing in that state; not where there is no such host or stage. */
    private void requireKnown(OperatorClient client) {
        if (host.isEmpty() && stage.isEmpty()) {
            return;
        }
        var hosts = new TreeSet<String>();
        var stages = new TreeSet<String>();
        var request = ListTasksRequest.newBuilder().setRun(run).setPageSize(PAGE);
        do {
            var reply = client.call(api -> api.listTasks(request.build()));
            for (var task : reply.getTasksList()) {
                hosts.add(task.getHost());
                stages.add(task.getStage());
            }
            request.setPageToken(reply.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        require("--stage", "stage", stage, stages);
        require("--host", "host", host, hosts);
    }

    private void require(String option, String kind, String name, Set<String> known) {
        if (!name.isEmpty() && !known.contains(name)) {
            var hint = NearestName.hint(name, known);
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    option + ": expected a " + kind + " of run " + run + ", found " + name
                            + (hint.isEmpty() ? "." : "; " + hint));
        }
    }

    private static TaskState state(String word) {
        var name = "TASK_STATE_" + word.toUpperCase(Locale.ROOT).replace('-', '_');
        for (var state : TaskState.values()) {
            if (state != TaskState.UNRECOGNIZED && state.name().equals(name)) {
                return state;
            }
        }
        throw new CommandFailure(
                ExitCode.REFUSED,
                "--state: expected a task state such as running or awaiting-decision; found " + word + ".");
    }
}
