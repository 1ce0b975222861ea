package dev.banksman.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.journal.MemoryJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RunFeedTest {

    private final EngineRig rig = EngineRig.over(new MemoryJournal());

    /** Remembers what it is given, and asks for more only when it is told to. */
    private static final class Reader implements Flow.Subscriber<FeedEvent> {
        final List<FeedEvent> events = new ArrayList<>();
        Flow.Subscription subscription;
        boolean complete;
        Throwable failure;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
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
            complete = true;
        }
    }

    private Reader read(String run, long after, long demand) {
        var reader = new Reader();
        rig.engine.feed(run, after).orElseThrow().subscribe(reader);
        reader.subscription.request(demand);
        return reader;
    }

    private void assertWhole(String run, Reader reader, long after) {
        int length = rig.events(run).size();
        assertThat(reader.events)
                .extracting(FeedEvent::position)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(after + 1, length).boxed().toList());
        assertThat(reader.events)
                .extracting(FeedEvent::event)
                .containsExactlyElementsOf(rig.events(run).subList((int) after, length));
        assertThat(reader.complete).isTrue();
    }

    @Test
    void readersGetEveryEventOnceWheneverTheyCome() {
        rig.fleet.connectAll();
        var run = rig.start("a");
        var fromTheStart = read(run, 0, Long.MAX_VALUE);
        rig.settle();
        var fromTheMiddle = read(run, 7, Long.MAX_VALUE);
        rig.patiently(run);
        var afterTheEnd = read(run, 0, Long.MAX_VALUE);
        var afterTheLast = read(run, rig.events(run).size(), 1);
        rig.settle();

        assertWhole(run, fromTheStart, 0);
        assertWhole(run, fromTheMiddle, 7);
        assertWhole(run, afterTheEnd, 0);
        assertThat(afterTheLast.events).isEmpty();
        assertThat(afterTheLast.complete).isTrue();
    }

    @Test
    void aSlowReaderIsServedFromTheJournal() {
        rig.fleet.connectAll();
        var run = rig.start("a");
        var slow = read(run, 0, 1);
        rig.settle();
        assertThat(slow.events).hasSize(1);
        // Far more events than are kept in memory.
        for (int i = 0; i < 1_500; i++) {
            rig.fleet.lose("web-2");
            rig.fleet.connect("web-2");
        }
        rig.patiently(run);
        assertThat(slow.events).hasSize(1);

        while (!slow.complete) {
            slow.subscription.request(3);
            rig.settle();
        }

        assertThat(rig.events(run).size()).isGreaterThan(3_000);
        assertWhole(run, slow, 0);
    }

    @Test
    void aReaderThatLeavesGetsNothingMore() {
        rig.fleet.connectAll();
        var run = rig.start("a");
        var reader = read(run, 0, 2);
        rig.settle();
        reader.subscription.cancel();
        reader.subscription.request(100);
        rig.patiently(run);

        assertThat(reader.events).hasSize(2);
        assertThat(reader.complete).isFalse();
    }

    @Test
    void aDemandThatIsNoneEndsTheFeed() {
        var run = rig.start("a");
        var reader = read(run, 0, 0);
        rig.settle();

        assertThat(reader.failure).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRunThatIsNotKnownHasNoFeed() {
        assertThat(rig.engine.feed("run-x", 0)).isEmpty();
        assertThat(rig.engine.view("run-x")).isEmpty();
    }
}
