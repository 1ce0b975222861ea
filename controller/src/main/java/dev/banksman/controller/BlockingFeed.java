package dev.banksman.controller;

import dev.banksman.controller.engine.FeedEvent;
import dev.banksman.controller.operator.Backend;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The events of a run for a thread that waits for each. Asks for a bounded number ahead, so that a slow reader holds no
 * more than that. Made for one reader.
 */
final class BlockingFeed implements Backend.Feed, Flow.Subscriber<FeedEvent> {

    private static final int AHEAD = 256;

    private final LinkedBlockingQueue<FeedEvent> events = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Throwable failure;

    static Backend.Feed of(Flow.Publisher<FeedEvent> publisher) {
        var feed = new BlockingFeed();
        publisher.subscribe(feed);
        return feed;
    }

    static Backend.Feed empty() {
        return new BlockingFeed();
    }

    @Override
    public Optional<Backend.Positioned> next(Duration patience) throws InterruptedException {
        var event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
            var failed = failure;
            if (failed != null) {
                throw new IllegalStateException("The events of the run cannot be read", failed);
            }
            return Optional.empty();
        }
        var source = subscription;
        if (source != null) {
            source.request(1);
        }
        return Optional.of(new Backend.Positioned(event.position(), event.event()));
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        source.request(AHEAD);
    }

    @Override
    public void onNext(FeedEvent event) {
        events.add(event);
    }

    @Override
    public void onError(Throwable cause) {
        failure = cause;
    }

    @Override
    public void onComplete() {
        // The reader knows the last event when it sees it.
    }

    @Override
    public void close() {
        var source = subscription;
        if (source != null) {
            source.cancel();
        }
    }
}
