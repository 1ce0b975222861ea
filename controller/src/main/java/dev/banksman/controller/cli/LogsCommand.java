package dev.banksman.controller.cli;

import dev.banksman.proto.agent.v1.OutputStream;
import dev.banksman.proto.operator.v1.ListTasksRequest;
import dev.banksman.proto.operator.v1.ReadOutputRequest;
import dev.banksman.proto.operator.v1.Task;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Print what a task's command printed, byte for byte.")
final class LogsCommand extends OperatorCommands.Connected {

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id.")
    @SuppressWarnings("NullAway.Init")
    private String run;

    @Parameters(index = "1", paramLabel = "TASK", description = "The task: stage.step@host.")
    @SuppressWarnings("NullAway.Init")
    private String task;

    @Option(names = "--attempt", paramLabel = "N", description = "An earlier attempt. Default: the last.")
    private long attempt;

    @Option(names = "--stderr", description = "Standard error in place of standard output.")
    private boolean stderr;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the command ends.")
    private boolean follow;

    @Mixin
    private LogsSearch search = new LogsSearch();

    @Override
    ExitCode ask(OperatorClient client) throws IOException {
        var name = TaskName.parse(task);
        var number = attempt > 0 ? attempt : last(find(client, name));
        var request = ReadOutputRequest.newBuilder()
                .setRun(run)
                .setHost(name.host())
                .setAttempt(number)
                .setStream(stderr ? OutputStream.OUTPUT_STREAM_STDERR : OutputStream.OUTPUT_STREAM_STDOUT)
                .setFollow(follow)
                .build();
        if (search.wanted()) {
            if (follow) {
                throw new CommandFailure(ExitCode.REFUSED, "Expected one of --search and --follow, found both.");
            }
            return search.print(client, request, out(), json());
        }
        out().flush();
        // Bytes as they came: what a command prints need not be text in this machine's encoding.
        var raw = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false);
        try {
            var chunks = client.streams().readOutput(request);
            while (chunks.hasNext()) {
                var chunk = chunks.next();
                if (chunk.getSkipped() > 0) {
                    raw.print("\n[... " + chunk.getSkipped() + " bytes were not kept ...]\n");
                }
                chunk.getData().writeTo(raw);
                raw.flush();
            }
        } catch (StatusRuntimeException e) {
            throw client.failure(e);
        }
        return ExitCode.SUCCEEDED;
    }

    private Task find(OperatorClient client, TaskName name) {
        var reply = client.call(api -> api.listTasks(ListTasksRequest.newBuilder()
                .setRun(run)
                .setStage(name.stage())
                .setHost(name.host())
                .setPageSize(1_000)
                .build()));
        return reply.getTasksList().stream()
                .filter(t -> t.getStep().equals(name.step()))
                .findFirst()
                .orElseThrow(() ->
                        new CommandFailure(ExitCode.REFUSED, "There is no task " + task + " in run " + run + "."));
    }

    private long last(Task found) {
        if (found.getAttemptsCount() == 0) {
            throw new CommandFailure(
                    ExitCode.CONFLICT,
                    "Task " + task + " has not been attempted (" + Words.state(found.getState()) + "); it has printed"
                            + " nothing.");
        }
        return found.getAttempts(found.getAttemptsCount() - 1).getNumber();
    }
}
