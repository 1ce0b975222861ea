package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.runbook.Runbook.Retry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureRulesTest {
    private static final AttemptKey ATTEMPT = new AttemptKey("web1", 3);

    @Test
    void backoffDoublesUpToItsLimit() {
        var retry = new Retry(9, Duration.ofSeconds(10), Duration.ofMinutes(1), 0);

        assertThat(FailureRules.backoff(retry, 1, ATTEMPT)).isEqualTo(Duration.ofSeconds(10));
        assertThat(FailureRules.backoff(retry, 2, ATTEMPT)).isEqualTo(Duration.ofSeconds(20));
        assertThat(FailureRules.backoff(retry, 3, ATTEMPT)).isEqualTo(Duration.ofSeconds(40));
        assertThat(FailureRules.backoff(retry, 4, ATTEMPT)).isEqualTo(Duration.ofMinutes(1));
        assertThat(FailureRules.backoff(retry, 400, ATTEMPT)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void backoffIsSpreadWithinItsBoundsAndTheSameForTheSameAttempt() {
        var retry = new Retry(9, Duration.ofSeconds(10), Duration.ofMinutes(1), 0.5);

        for (int number = 1; number < 200; number++) {
            var attempt = new AttemptKey("web1", number);
            Duration wait = FailureRules.backoff(retry, 1, attempt);

            assertThat(wait).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
            assertThat(FailureRules.backoff(retry, 1, attempt)).isEqualTo(wait);
        }
        assertThat(FailureRules.backoff(retry, 1, new AttemptKey("web1", 1)))
                .isNotEqualTo(FailureRules.backoff(retry, 1, new AttemptKey("web2", 1)));
    }

    @Test
    void aPersonsRetryStartsTheCountAgain() {
        var bench = Bench.started("stage a on a1\nstep one retry=1/10S/1M");
        bench.failed("a1", 1);
        bench.pass(Duration.ofSeconds(10));
        bench.failed("a1", 2);
        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.AWAITING_DECISION);

        bench.decide("bob", RunInput.DecisionKind.RETRY, "a.one@a1", "");
        bench.failed("a1", 3);

        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.READY);
        bench.pass(Duration.ofSeconds(10));
        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.DISPATCHED);
    }

    @Test
    void aStepThatIsNotRepeatableIsNeverRetriedByItself() {
        var bench = Bench.started("stage a on a1\nstep one");

        bench.failed("a1", 1);
        bench.pass(Duration.ofHours(3));

        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.AWAITING_DECISION);
        assertThat(bench.out("a1")).isEmpty();
    }

    @Test
    void anUnknownEndIsHeldWhateverTheRunbookSaysOfFailures() {
        var bench = Bench.started("stage a on a1\nstep one on-failure=continue\nstep two");

        bench.ended("a1", 1, AttemptReport.Outcome.UNKNOWN);

        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.AWAITING_DECISION);
        assertThat(bench.state.held()).isTrue();
    }

    @Test
    void aProbeWithoutAnAnswerIsNoLicenceToStart() {
        var bench = Bench.started("stage a on a1\nstep one done-when");

        bench.ended("a1", 1, AttemptReport.Outcome.TIMED_OUT);

        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.AWAITING_DECISION);
    }
}
