package dev.banksman.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReconnectTest {

    private static final LinkTiming QUICK = new LinkTiming(
            Duration.ofMillis(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(15),
            Duration.ofSeconds(15));

    @Test
    void waitsLongerFromFailureToFailureUpToALimit() {
        var reconnect = new Reconnect(QUICK);
        assertThat(reconnect.pause()).isLessThanOrEqualTo(Duration.ofMillis(15));
        for (int i = 0; i < 20; i++) {
            reconnect.failed(new IOException("refused"));
        }
        assertThat(reconnect.pause()).isBetween(Duration.ofMillis(90), Duration.ofMillis(200));
        reconnect.succeeded();
        assertThat(reconnect.failures()).isZero();
    }

    @Test
    void waitsLongerFromLossToLossUntilALinkLasts() {
        var reconnect = new Reconnect(QUICK);
        for (int i = 0; i < 20; i++) {
            reconnect.succeeded();
            reconnect.lost();
        }
        assertThat(reconnect.pause()).isBetween(Duration.ofMillis(90), Duration.ofMillis(200));
        reconnect.succeeded();
        reconnect.lasted();
        reconnect.lost();
        assertThat(reconnect.pause()).isLessThanOrEqualTo(Duration.ofMillis(15));
    }

    @Test
    void opensTheBreakerAfterFailuresInARowAndClosesItAfterASuccess() {
        var reconnect = new Reconnect(QUICK);
        for (int i = 0; i < 6; i++) {
            assertThat(reconnect.mayTry()).isTrue();
            reconnect.failed(new IOException("refused"));
        }
        assertThat(reconnect.state()).isEqualTo(State.OPEN);
        assertThat(reconnect.mayTry()).isFalse();
        await().pollInterval(Duration.ofMillis(10)).until(reconnect::mayTry);
        reconnect.succeeded();
        assertThat(reconnect.state()).isEqualTo(State.CLOSED);
    }
}
