package dev.banksman.controller.engine;

import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.run.RunEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * The durable events of one run, for any number of readers, each from the position it asks for: what is stored, then
 * what comes, without a gap and without a repetition.
 *
 * <p>The newest events are kept here once for all readers; a reader holds a position and no events, so that a slow one
 * costs nothing and is served from the journal when it has fallen behind. Safe for many threads.
 */
final class RunFeed {

    /** Newest events kept in memory. */
    private static final int TAIL = 1_024;

    private final String run;
    private final Journal journal;
    private final Executor executor;
    private final ArrayDeque<FeedEvent> tail = new ArrayDeque<>();
    private final Set<FeedSubscription> subscriptions = new HashSet<>();

    /** Position up to which the feed has been told that events are durable. */
    private long position;

    private boolean complete;

    /**
     * @param position of the newest durable event
     * @param complete true if no other will ever follow
     * @param executor runs readers; journal reads may block it
     */
    RunFeed(String run, long position, boolean complete, Journal journal, Executor executor) {
        this.run = run;
        this.position = position;
        this.complete = complete;
        this.journal = journal;
        this.executor = executor;
    }

    /** The events after a position. Each subscriber is called by one thread at a time and completes after the last. */
    Flow.Publisher<FeedEvent> after(long from) {
        return subscriber -> {
            var subscription = new FeedSubscription(this, subscriber, from, executor);
            synchronized (this) {
                subscriptions.add(subscription);
            }
            subscriber.onSubscribe(subscription);
            subscription.wake();
        };
    }

    /** These events have become durable; the last one has this position. */
    void published(List<RunEvent> events, long last) {
        synchronized (this) {
            long at = last - events.size();
            for (var event : events) {
                at++;
                tail.add(new FeedEvent(at, event));
            }
            while (tail.size() > TAIL) {
                tail.remove();
            }
            position = last;
        }
        wakeAll();
    }

    /** The run was read anew from the journal and has events up to here. */
    void reread(long last) {
        synchronized (this) {
            if (last != position) {
                tail.clear();
                position = last;
            }
        }
        wakeAll();
    }

    /** The run is over. */
    void completed() {
        synchronized (this) {
            complete = true;
        }
        wakeAll();
    }

    /** Events after a position that are there now; empty if there are none, or none yet. */
    List<FeedEvent> next(long after, int limit) {
        synchronized (this) {
            if (after >= position) {
                return List.of();
            }
            if (!tail.isEmpty() && tail.getFirst().position() <= after + 1) {
                return fromTail(after, limit);
            }
        }
        return journal.read(run, after, limit).stream()
                .map(stored -> new FeedEvent(stored.position(), EventCodec.decode(stored.bytes())))
                .toList();
    }

    private List<FeedEvent> fromTail(long after, int limit) {
        List<FeedEvent> found = new ArrayList<>();
        for (var event : tail) {
            if (event.position() > after && found.size() < limit) {
                found.add(event);
            }
        }
        return found;
    }

    synchronized boolean endsAt(long at) {
        return complete && at >= position;
    }

    synchronized void left(FeedSubscription subscription) {
        subscriptions.remove(subscription);
    }

    private void wakeAll() {
        List<FeedSubscription> all;
        synchronized (this) {
            all = List.copyOf(subscriptions);
        }
        all.forEach(FeedSubscription::wake);
    }
}
