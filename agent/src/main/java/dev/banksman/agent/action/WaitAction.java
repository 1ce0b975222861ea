package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Action;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code wait}: for a time, or until another action's check passes; with both, the time is the most it waits. The other
 * action must only look. After a restart of the agent it waits anew, within the attempt's own time.
 */
final class WaitAction implements ActionKind {

    private static final Duration EVERY = Duration.ofSeconds(5);
    /** Without a time of its own it waits until the attempt's time is over, which interrupts it. */
    private static final Duration WITHIN = Duration.ofDays(30);

    private static final int DEPTH = 3;

    private final ActionCatalog catalog;

    WaitAction(ActionCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.WAIT;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var wait = action.getWait();
        var duration = TimeLimit.read(wait.hasDuration(), wait.getDuration(), Duration.ZERO, "wait.duration");
        if (!wait.hasUntil()) {
            if (duration.isZero()) {
                throw new InvalidActionException("wait: expected a duration above zero, or until, found neither.");
            }
            return new Work.Inside(true, context -> sleep(context, duration));
        }
        if (depth(action) > DEPTH) {
            throw new InvalidActionException("wait.until: expected a check, found waits within waits.");
        }
        var every = TimeLimit.read(wait.hasEvery(), wait.getEvery(), EVERY, "wait.every");
        if (every.isZero()) {
            throw new InvalidActionException("wait.every: expected a time above zero, found 0s.");
        }
        var probe = catalog.probe(wait.getUntil(), directory, "wait.until");
        var within = duration.isZero() ? WITHIN : duration;
        return new Work.Inside(true, context -> until(context, probe, within, every));
    }

    @Override
    public List<Foresight> foresee(Action action, Outlook outlook) throws InterruptedException {
        var with = action.getWait();
        return with.hasUntil() ? catalog.foresee(with.getUntil(), outlook) : Foresight.NOTHING;
    }

    private static Finding sleep(Context context, Duration duration) throws InterruptedException {
        var limit = TimeLimit.start(context, duration);
        while (!limit.over()) {
            context.pause(limit.left());
        }
        var words = "waited " + TimeLimit.words(duration);
        return Judgement.passed(words, words).finding();
    }

    private static Finding until(Context context, Work.Body probe, Duration within, Duration every)
            throws InterruptedException {
        var clock = TimeLimit.start(context, within);
        // A probe prints all it sees at each look; the attempt's output gets what changes.
        var quiet = new QuietContext(context);
        var finding = Polling.until(context, within, every, limit -> probe.run(quiet));
        var waited = (finding.succeeded() ? "Passed after " : "Did not pass within ") + TimeLimit.words(clock.passed())
                + ". ";
        return new Finding(
                finding.succeeded(),
                BoundedText.head(waited + finding.message(), BoundedText.SENTENCE_BYTES),
                finding.observation(),
                finding.text(),
                finding.outputs(),
                finding.rebootRequired(),
                finding.saved());
    }

    private static int depth(Action action) {
        var depth = 0;
        var current = action;
        while (current.hasWait() && current.getWait().hasUntil()) {
            depth++;
            current = current.getWait().getUntil();
        }
        return depth;
    }
}
