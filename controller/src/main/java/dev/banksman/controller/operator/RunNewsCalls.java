package dev.banksman.controller.operator;

import dev.banksman.controller.run.RunView;
import dev.banksman.proto.operator.v1.WatchRunsReply;
import dev.banksman.proto.operator.v1.WatchRunsRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/** Answers how all runs stand and what waits for a person, and goes on with what changes. */
final class RunNewsCalls {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    /** Between two looks, so that a run in which much happens is told of a few times a second and not a thousand. */
    private static final Duration REST = Duration.ofMillis(200);

    private static final int DEFAULT_ENDED = 20;
    private static final int MAX_ENDED = 1_000;
    private static final int MAX_WAITING = 100;

    private final Backend backend;

    RunNewsCalls(Backend backend) {
        this.backend = backend;
    }

    void watch(WatchRunsRequest request, PacedSender<WatchRunsReply> sender) throws InterruptedException {
        if (request.getEnded() < 0 || request.getEnded() > MAX_ENDED) {
            throw new IllegalArgumentException(
                    "ended: expected 0 to " + MAX_ENDED + ", found " + request.getEnded() + ".");
        }
        var ended = request.getEnded() == 0 ? DEFAULT_ENDED : request.getEnded();
        var aside = new HashMap<String, String>();
        // Listening begins before the first look, so that nothing falls between the two.
        try (var news = backend.news()) {
            for (var line : backend.runs()) {
                var over = line.endedAt().isPresent();
                if (over && ended-- <= 0) {
                    continue;
                }
                backend.quarantined(line.run()).ifPresent(why -> aside.put(line.run(), why));
                if (!sender.send(message(line))) {
                    return;
                }
            }
            if (!sender.send(WatchRunsReply.newBuilder().setCurrent(true).build())) {
                return;
            }
            follow(news, aside, sender);
        }
    }

    private void follow(Backend.RunNews news, Map<String, String> aside, PacedSender<WatchRunsReply> sender)
            throws InterruptedException {
        while (sender.open()) {
            var changed = new LinkedHashSet<>(news.next(PATIENCE));
            changed.addAll(newlyAside(aside));
            if (changed.isEmpty()) {
                continue;
            }
            for (var line : backend.runs()) {
                if (changed.contains(line.run()) && !sender.send(message(line))) {
                    return;
                }
            }
            sender.rest(REST);
        }
    }

    /** Nothing happens in a run that is set aside, and yet it has to be said. */
    private LinkedHashSet<String> newlyAside(Map<String, String> known) {
        var found = new LinkedHashSet<String>();
        for (var line : backend.quarantined().entrySet()) {
            if (!line.getValue().equals(known.put(line.getKey(), line.getValue()))) {
                found.add(line.getKey());
            }
        }
        return found;
    }

    private WatchRunsReply message(Backend.Listed line) {
        var reply = WatchRunsReply.newBuilder().setRun(RunCalls.orQuarantined(backend, Messages.run(line)));
        line.view().ifPresent(view -> waiting(view, reply));
        return reply.build();
    }

    private void waiting(RunView view, WatchRunsReply.Builder reply) {
        var waiting = view.awaitingDecision();
        reply.setWaitingInAll(waiting.size());
        waiting.stream()
                .limit(MAX_WAITING)
                .forEach(task -> reply.addWaiting(Messages.task(view, task, text -> backend.fillIn(view, task, text))));
    }
}
