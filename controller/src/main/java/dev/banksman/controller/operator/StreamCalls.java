package dev.banksman.controller.operator;

import com.google.protobuf.ByteString;
import dev.banksman.controller.operator.EventText.Tried;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunView;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.operator.v1.ReadOutputReply;
import dev.banksman.proto.operator.v1.ReadOutputRequest;
import dev.banksman.proto.operator.v1.WatchRunReply;
import dev.banksman.proto.operator.v1.WatchRunRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Answers the two calls that go on: what happens in a run, and what a command prints. Each has a thread of its own. */
final class StreamCalls {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int CHUNK = 64 * 1024;
    private static final int MAX_PIECE = 1 << 20;

    private final Backend backend;

    StreamCalls(Backend backend) {
        this.backend = backend;
    }

    void watch(WatchRunRequest request, PacedSender<WatchRunReply> sender) throws InterruptedException {
        var folding = backend.fold(request.getRun()).orElseThrow(() -> RunCalls.missing(backend, request.getRun()));
        var tasks = new HashMap<AttemptKey, Tried>();
        // From the first event, whatever the caller has seen: the state at each event is part of the answer.
        try (var feed = backend.follow(request.getRun(), 0)) {
            while (sender.open()) {
                var next = feed.next(PATIENCE);
                if (next.isEmpty()) {
                    continue;
                }
                var view = folding.take(next.get().event());
                remember(next.get().event(), tasks);
                if (next.get().position() > request.getAfterPosition()
                        && !sender.send(update(view, next.get(), tasks))) {
                    return;
                }
                if (next.get().event() instanceof RunEvent.RunEnded) {
                    return;
                }
            }
        }
    }

    private static void remember(RunEvent event, Map<AttemptKey, Tried> tasks) {
        if (event instanceof RunEvent.AttemptDispatched dispatched) {
            tasks.put(dispatched.attempt(), new Tried(dispatched.task(), dispatched.purpose()));
        }
    }

    private WatchRunReply update(RunView view, Backend.Positioned positioned, Map<AttemptKey, Tried> tasks) {
        var event = positioned.event();
        var tried = EventText.attempt(event).map(tasks::get);
        var reply = WatchRunReply.newBuilder()
                .setPosition(positioned.position())
                .setAt(Messages.timestamp(event.at()))
                .setEvent(event.getClass().getSimpleName())
                .setText(EventText.of(event, tried))
                .setRun(Messages.run(view));
        EventText.task(event)
                .or(() -> tried.map(Tried::task))
                .flatMap(key -> view.task(key.stage(), key.step(), key.host()))
                .ifPresent(task -> reply.setTask(Messages.task(view, task, text -> backend.fillIn(view, task, text))));
        return reply.build();
    }

    void read(ReadOutputRequest request, PacedSender<ReadOutputReply> sender) throws IOException, InterruptedException {
        if (backend.run(request.getRun()).isEmpty()) {
            throw RunCalls.missing(backend, request.getRun());
        }
        var attempt = AttemptId.newBuilder()
                .setRun(request.getRun())
                .setHost(request.getHost())
                .setNumber(request.getAttempt())
                .build();
        if (request.getLimit() != 0) {
            sender.send(piece(request, attempt));
            return;
        }
        var offset = request.getOffset();
        while (sender.open()) {
            var printed = backend.printed(attempt, request.getStream(), offset, CHUNK);
            var got = printed.map(p -> p.data().length).orElse(0);
            if (got > 0) {
                var part = printed.get();
                if (!sender.send(message(part))) {
                    return;
                }
                offset = part.offset() + got;
                continue;
            }
            if (!request.getFollow() || printed.map(Backend.Printed::end).orElse(false) || ended(attempt)) {
                return;
            }
            sender.rest(PATIENCE);
        }
    }

    private ReadOutputReply piece(ReadOutputRequest request, AttemptId attempt) throws IOException {
        if (request.getLimit() < 0 || request.getLimit() > MAX_PIECE) {
            throw new IllegalArgumentException(
                    "limit: expected 0 to " + MAX_PIECE + " bytes, found " + request.getLimit() + ".");
        }
        if (request.getFollow()) {
            throw new IllegalArgumentException("limit: expected none with follow, found " + request.getLimit() + ".");
        }
        return backend.printed(attempt, request.getStream(), request.getOffset(), request.getLimit())
                .map(StreamCalls::message)
                .orElseGet(() -> ReadOutputReply.newBuilder()
                        .setOffset(request.getOffset())
                        .setNextOffset(request.getOffset())
                        .build());
    }

    private static ReadOutputReply message(Backend.Printed part) {
        return ReadOutputReply.newBuilder()
                .setOffset(part.offset())
                .setData(ByteString.copyFrom(part.data()))
                .setSkipped(part.skipped())
                .setSize(part.size())
                .setNextOffset(part.offset() + part.data().length)
                .setEnd(part.end())
                .build();
    }

    /** Nothing more can come: the attempt is over, or never was. */
    private boolean ended(AttemptId attempt) {
        return backend.run(attempt.getRun())
                .map(view -> view.tasks()
                        .flatMap(task -> task.attempts().stream())
                        .filter(a -> a.attempt().host().equals(attempt.getHost())
                                && a.attempt().number() == attempt.getNumber())
                        .allMatch(a -> a.result().isPresent()))
                .orElse(true);
    }
}
