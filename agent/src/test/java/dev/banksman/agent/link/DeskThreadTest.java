package dev.banksman.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeskThreadTest {

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger ticks = new AtomicInteger();
    private final DeskThread desk = new DeskThread(() -> ended.set(true));

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void goesOnAfterATaskThatFailed() {
        desk.startTicking(() -> {
            if (ticks.incrementAndGet() == 1) {
                throw new IllegalStateException("a fault in one tick");
            }
            return Duration.ofMillis(10);
        });
        await().until(() -> ticks.get() > 3);
        assertThat(ended).isFalse();
    }

    @Test
    void ticksSoonWhenNudgedAndManyNudgesAreOne() throws Exception {
        desk.startTicking(() -> {
            ticks.incrementAndGet();
            return Duration.ofHours(1);
        });
        await().until(() -> ticks.get() == 1);
        var hold = new CountDownLatch(1);
        desk.execute(() -> {
            try {
                hold.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 0; i < 100; i++) {
            desk.nudge();
        }
        hold.countDown();
        await().until(() -> ticks.get() == 2);
        var done = new CountDownLatch(1);
        desk.execute(done::countDown);
        done.await();
        assertThat(ticks).hasValue(2);
    }

    @Test
    void endsTheProcessAfterAnErrorThatLeavesNothingToRelyOn() {
        desk.execute(() -> {
            throw new AssertionError("nothing to rely on");
        });
        await().untilTrue(ended);
    }
}
