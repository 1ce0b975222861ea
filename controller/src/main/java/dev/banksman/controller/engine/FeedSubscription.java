package dev.banksman.controller.engine;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One reader of a run's feed: a position and what it has asked for. */
final class FeedSubscription implements Flow.Subscription {

    /** Events fetched at once at most. */
    private static final int PAGE = 256;

    private final RunFeed feed;
    private final Flow.Subscriber<? super FeedEvent> subscriber;
    private final Executor executor;
    private final AtomicLong demand = new AtomicLong();

    /** Calls of {@link #wake} not yet answered; whoever raises it from 0 starts the one delivery that is under way. */
    private final AtomicInteger wakes = new AtomicInteger();

    private volatile boolean over;
    private volatile @Nullable RuntimeException misuse;

    /** Last event delivered. Touched by the delivery under way alone. */
    private long position;

    FeedSubscription(RunFeed feed, Flow.Subscriber<? super FeedEvent> subscriber, long after, Executor executor) {
        this.feed = feed;
        this.subscriber = subscriber;
        this.position = after;
        this.executor = executor;
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            misuse = new IllegalArgumentException("expected a demand above 0, found " + n);
            wake();
            return;
        }
        demand.accumulateAndGet(n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
        wake();
    }

    @Override
    public void cancel() {
        over = true;
        feed.left(this);
    }

    /** There may be something to deliver. */
    void wake() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this::deliver);
        }
    }

    private void deliver() {
        int answered = wakes.get();
        do {
            try {
                deliverAll();
            } catch (RuntimeException e) {
                // The journal cannot be read, or the reader broke: either way this reader's feed ends here.
                fail(e);
            }
            answered = wakes.addAndGet(-answered);
        } while (answered != 0);
    }

    private void deliverAll() {
        while (!over) {
            if (misuse != null) {
                throw misuse;
            }
            if (feed.endsAt(position)) {
                cancel();
                subscriber.onComplete();
                return;
            }
            long wanted = Math.min(demand.get(), PAGE);
            var events = wanted == 0 ? List.<FeedEvent>of() : feed.next(position, (int) wanted);
            if (events.isEmpty()) {
                return;
            }
            for (var event : events) {
                if (over) {
                    return;
                }
                position = event.position();
                demand.getAndUpdate(have -> have == Long.MAX_VALUE ? have : have - 1);
                subscriber.onNext(event);
            }
        }
    }

    private void fail(RuntimeException cause) {
        if (!over) {
            cancel();
            subscriber.onError(cause);
        }
    }
}
