package dev.banksman.controller.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.GetRunRequest;
import dev.banksman.proto.operator.v1.ListTasksRequest;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import dev.banksman.proto.operator.v1.WatchRunReply;
import dev.banksman.proto.operator.v1.WatchRunRequest;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Follows a run until it ends: a live tree on a terminal, a line for each event that a person
 * needs otherwise, JSON lines on request. Goes on by
 * itself after a lost connection, from the last position it saw. Stopping it stops nothing else.
 */
final class RunFollower {

    /** How a run is shown while it is followed. */
    enum Form {
        TREE,
        LINES,
        ALL_LINES,
        JSON
    }

    private static final Duration REDRAW = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int BUFFERED = 1_000;
    private static final int PAGE = 1_000;

    private final OperatorClient client;
    private final Terminal terminal;
    private final PrintWriter err;
    private final Form form;
    private final boolean leaveWhenHeld;
    private final InstantSource clock = SystemTime.clock();
    private final Screen screen;
    private final RunTree tree;
    private final News news = new News();
    private final ForecastWatch forecasts;

    RunFollower(OperatorClient client, Terminal terminal, PrintWriter err, Form form, boolean leaveWhenHeld) {
        this.client = client;
        this.terminal = terminal;
        this.err = err;
        this.form = form;
        this.leaveWhenHeld = leaveWhenHeld;
        this.screen = new Screen(terminal);
        this.tree = new RunTree(terminal);
        this.forecasts = new ForecastWatch(client);
    }

    /** Returns when the run is over, or is held and the caller does not wait for people. */
    ExitCode follow(String run, long after) throws InterruptedException {
        var model = new RunModel(client.call(
                api -> api.getRun(GetRunRequest.newBuilder().setRun(run).build())));
        if (!RunModel.over(model.run()) && (form == Form.LINES || form == Form.ALL_LINES)) {
            forecasts.ask(run).ifPresent(forecast -> {
                err.println("Forecast: " + ForecastText.left(forecast, clock.instant()) + ".");
                err.flush();
            });
        }
        var lost = clock.instant();
        var complained = false;
        while (true) {
            try {
                var from = Math.max(after, model.position());
                complained = false;
                if (followOnce(model, from)) {
                    return verdict(model);
                }
                lost = clock.instant();
            } catch (StatusRuntimeException e) {
                if (!OperatorClient.passing(e) || lost.plus(PATIENCE).isBefore(clock.instant())) {
                    throw client.failure(e);
                }
                if (!complained) {
                    err.println("The controller does not answer; the run is not affected. Trying again...");
                    err.flush();
                    complained = true;
                }
            }
            SystemTime.pause(BETWEEN_TRIES);
        }
    }

    /** Tasks that were skipped because their condition does not hold: no event names them. */
    private List<Task> leftOut(String run) {
        var tasks = new ArrayList<Task>();
        var request = ListTasksRequest.newBuilder()
                .setRun(run)
                .addStates(TaskState.TASK_STATE_SKIPPED)
                .setPageSize(PAGE);
        do {
            var page = client.call(api -> api.listTasks(request.build()));
            tasks.addAll(page.getTasksList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return tasks;
    }

    /** One stream; true when there is nothing more to wait for, false when the stream ended early. */
    private boolean followOnce(RunModel model, long after) throws InterruptedException {
        var updates = client.streams()
                .watchRun(WatchRunRequest.newBuilder()
                        .setRun(model.run().getRun())
                        .setAfterPosition(after)
                        .build());
        BlockingQueue<Heard> queue = new ArrayBlockingQueue<>(BUFFERED);
        var reader = Thread.ofVirtual().start(() -> read(updates, queue));
        try {
            while (true) {
                var heard = queue.poll(REDRAW.toMillis(), TimeUnit.MILLISECONDS);
                switch (heard) {
                    case null -> draw(model);
                    case Heard.Update update -> {
                        model.take(update.reply());
                        if (form == Form.TREE && update.reply().getEvent().equals("StageClosed")) {
                            leftOut(model.run().getRun()).forEach(model::leftOut);
                        }
                        show(model, update.reply());
                        if (queue.isEmpty()) {
                            draw(model);
                        }
                    }
                    case Heard.Broken broken -> throw broken.cause();
                    case Heard.Ended ignored -> {
                        draw(model);
                        return RunModel.over(model.run());
                    }
                }
                if (RunModel.over(model.run()) || queue.isEmpty() && model.caughtUp() && stuck(model)) {
                    draw(model);
                    return true;
                }
            }
        } finally {
            reader.interrupt();
        }
    }

    private static void read(java.util.Iterator<WatchRunReply> updates, BlockingQueue<Heard> queue) {
        try {
            Heard last;
            try {
                while (updates.hasNext()) {
                    queue.put(new Heard.Update(Printable.message(updates.next())));
                }
                last = new Heard.Ended();
            } catch (StatusRuntimeException e) {
                last = new Heard.Broken(e);
            }
            queue.put(last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stuck(RunModel model) {
        return leaveWhenHeld
                && (model.run().getHeld() || !model.waiting().isEmpty())
                && model.tasks().stream()
                        .noneMatch(t -> t.getState() == TaskState.TASK_STATE_RUNNING
                                || t.getState() == TaskState.TASK_STATE_DISPATCHED
                                || t.getState() == TaskState.TASK_STATE_READY);
    }

    private void show(RunModel model, WatchRunReply update) {
        switch (form) {
            case TREE -> {}
            case LINES -> {
                if (news.worthALine(update)) {
                    line(model, update);
                }
            }
            case ALL_LINES -> line(model, update);
            case JSON -> terminal.out().println(json(update));
        }
        terminal.out().flush();
        if (terminal.out().checkError()) {
            throw new CommandFailure(
                    ExitCode.OUTPUT_CLOSED,
                    "Nobody reads any more. "
                            + FollowOptions.farewell(model.run().getRun()));
        }
    }

    private void line(RunModel model, WatchRunReply update) {
        terminal.out().println(Words.clock(update.getAt()) + "  " + update.getText());
        // What was asked before this began may be answered already.
        if (update.hasTask() && update.getEvent().equals("DecisionAsked") && model.caughtUp()) {
            DecisionText.of(model.run(), update.getTask(), terminal).stream()
                    .skip(1)
                    .forEach(terminal.out()::println);
        }
    }

    private void draw(RunModel model) {
        if (form == Form.TREE) {
            var now = clock.instant();
            if (!RunModel.over(model.run())) {
                forecasts.newest(model.run().getRun(), now).ifPresent(model::forecast);
            }
            screen.show(tree.render(model, now));
        }
    }

    private ExitCode verdict(RunModel model) {
        var code = exitCode(model.run());
        if (form == Form.LINES || form == Form.ALL_LINES) {
            terminal.out().println(sentence(model.run()));
            terminal.out().flush();
        }
        return code;
    }

    static ExitCode exitCode(Run run) {
        return switch (run.getPhase()) {
            case RUN_PHASE_SUCCEEDED -> ExitCode.SUCCEEDED;
            case RUN_PHASE_FAILED -> ExitCode.RUN_FAILED;
            case RUN_PHASE_ABORTED -> ExitCode.RUN_ABORTED;
            case RUN_PHASE_PLANNED, RUN_PHASE_APPROVED, RUN_PHASE_RUNNING, RUN_PHASE_ABORTING -> ExitCode.RUN_HELD;
            case RUN_PHASE_UNSPECIFIED, UNRECOGNIZED -> ExitCode.FAULT;
        };
    }

    private static String sentence(Run run) {
        return switch (exitCode(run)) {
            case SUCCEEDED -> "Run " + run.getRun() + " succeeded.";
            case RUN_FAILED -> "Run " + run.getRun() + " failed: " + run.getReason();
            case RUN_ABORTED -> "Run " + run.getRun() + " was aborted: " + run.getReason();
            case RUN_HELD ->
                "Run " + run.getRun() + (run.getHeld() ? " is held" : " waits") + " for a person: banksman decide "
                        + run.getRun();
            case FAULT,
                    REFUSED,
                    UNREACHABLE,
                    FORBIDDEN,
                    CONFLICT,
                    UPGRADE_FAILED,
                    DIAGNOSIS_FAILED,
                    INTERRUPTED,
                    OUTPUT_CLOSED -> "Run " + run.getRun() + " is in a phase that this" + " version does not know.";
        };
    }

    static String json(com.google.protobuf.MessageOrBuilder message) {
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("A message without JSON form", e);
        }
    }

    private sealed interface Heard {
        record Update(WatchRunReply reply) implements Heard {}

        record Broken(StatusRuntimeException cause) implements Heard {}

        record Ended() implements Heard {}
    }
}
