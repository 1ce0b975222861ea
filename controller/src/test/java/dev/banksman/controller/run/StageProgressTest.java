package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunInput.DecisionKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageProgressTest {
    private static final String ROLLING = "stage a on h1 h2 h3 h4 rolling canary=1 batch=2 max-failures=%d\nstep one";

    private static List<String> inside(Bench bench) {
        return bench.plan.hosts().keySet().stream()
                .filter(host -> bench.state.stages.getFirst().track(host).where() == Track.Where.INSIDE)
                .toList();
    }

    @Test
    void theCanaryGoesAlone() {
        var bench = Bench.started(ROLLING.formatted(0));

        assertThat(inside(bench)).containsExactly("h1");
    }

    @Test
    void theWindowSlides() {
        var bench = Bench.started(ROLLING.formatted(0));
        bench.succeeded("h1", 1);
        assertThat(inside(bench)).containsExactly("h2", "h3");

        bench.succeeded("h3", 1);

        assertThat(inside(bench)).containsExactly("h2", "h4");
    }

    @Test
    void anExcludedCanaryIsFollowedByAnother() {
        var bench = Bench.started(ROLLING.formatted(0));

        bench.decide("bob", DecisionKind.EXCLUDE_HOST, "@h1", "broken");

        assertThat(inside(bench)).containsExactly("h2");
    }

    @Test
    void othersWaitUntilTheCanaryHasSoaked() {
        var bench = Bench.started("stage a on h1 h2 rolling canary=1 soak=5M batch=2 max-failures=0\nstep one");
        bench.succeeded("h1", 1);

        bench.pass(Duration.ofMinutes(5).minusMillis(1));
        assertThat(inside(bench)).isEmpty();

        bench.pass(Duration.ofMillis(1));
        assertThat(inside(bench)).containsExactly("h2");
    }

    @Test
    void nobodyEntersWhileMoreHaveFailedThanAllowed() {
        var bench = Bench.started(ROLLING.formatted(0));
        bench.succeeded("h1", 1);
        bench.failed("h2", 1);
        bench.succeeded("h3", 1);

        assertThat(inside(bench)).containsExactly("h2");
    }

    @Test
    void asManyFailuresAsAllowedStopNobody() {
        var bench = Bench.started(ROLLING.formatted(1));
        bench.succeeded("h1", 1);
        bench.failed("h2", 1);
        bench.succeeded("h3", 1);

        assertThat(inside(bench)).containsExactly("h2", "h4");
    }

    @Test
    void unknownTimedOutAndUnreachableCountAsFailures() {
        for (Outcome outcome : List.of(Outcome.UNKNOWN, Outcome.TIMED_OUT)) {
            var bench = Bench.started(ROLLING.formatted(0));
            bench.succeeded("h1", 1);
            bench.ended("h2", 1, outcome);
            bench.succeeded("h3", 1);
            assertThat(inside(bench)).as(outcome.name()).containsExactly("h2");
        }
        var bench = Bench.started(ROLLING.formatted(0));
        bench.succeeded("h1", 1);
        bench.lost("h2");
        bench.succeeded("h3", 1);
        assertThat(inside(bench)).containsExactly("h2");

        bench.hello("h2");
        assertThat(inside(bench)).containsExactly("h2", "h4");
    }

    @Test
    void aHostThatAPersonExcludedNoLongerCounts() {
        var bench = Bench.started(ROLLING.formatted(0));
        bench.succeeded("h1", 1);
        bench.failed("h2", 1);
        bench.succeeded("h3", 1);

        bench.decide("bob", DecisionKind.EXCLUDE_HOST, "@h2", "a new one is ordered");

        assertThat(inside(bench)).containsExactly("h4");
    }

    @Test
    void aStageOpensWhenAllItNeedsIsThroughOrSettledByAPerson() {
        var bench = Bench.started("stage a on h1 h2 h3\nstep one\nstage b on h4 needs a\nstep two");
        bench.succeeded("h1", 1);
        bench.failed("h2", 1);
        bench.failed("h3", 1);
        assertThat(bench.stateOf("b.two@h4")).isEqualTo(TaskState.WAITING);

        bench.decide("bob", DecisionKind.SKIP, "a.one@h2", "not needed");
        assertThat(bench.stateOf("b.two@h4")).isEqualTo(TaskState.WAITING);

        bench.decide("bob", DecisionKind.EXCLUDE_HOST, "@h3", "broken");
        assertThat(bench.stateOf("b.two@h4")).isEqualTo(TaskState.DISPATCHED);
    }

    @Test
    void aHostIncludedAgainGoesOnWhereItWas() {
        var bench = Bench.started("stage a on h1 h2\nstep one\nstep two");
        bench.succeeded("h1", 1);
        bench.failed("h1", 2);
        bench.decide("bob", DecisionKind.EXCLUDE_HOST, "@h1", "broken");

        bench.decide("bob", DecisionKind.INCLUDE_HOST, "@h1", "mended");

        assertThat(bench.stateOf("a.one@h1")).isEqualTo(TaskState.SUCCEEDED);
        assertThat(bench.stateOf("a.two@h1")).isEqualTo(TaskState.DISPATCHED);
    }

    @Test
    void aHostWithACommandOfUnknownEndIsIncludedAfterItsAgentHasAnswered() {
        var bench = Bench.started("stage a on h1 h2\nstep one");
        bench.lost("h1");
        bench.decide("bob", DecisionKind.EXCLUDE_HOST, "@h1", "burnt");
        bench.pass(Duration.ofHours(3));
        assertThat(bench.state.host("h1").givenUp()).containsExactly(Bench.key("h1", 1));

        assertThatThrownBy(() -> bench.decide("bob", DecisionKind.INCLUDE_HOST, "@h1", "mended"))
                .isInstanceOf(Bench.RejectedException.class)
                .hasMessageContaining("has not said what became of it");
        bench.hello("h1");
        bench.decide("bob", DecisionKind.INCLUDE_HOST, "@h1", "mended");

        assertThat(bench.stateOf("a.one@h1")).isEqualTo(TaskState.DISPATCHED);
    }

    @Test
    void pausedStartsNothingAndLetsRunWhatRuns() {
        var bench = Bench.started("stage a on h1 h2\nstep one\nstep two");
        bench.decide("bob", DecisionKind.PAUSE, "", "");

        bench.succeeded("h1", 1);

        assertThat(bench.stateOf("a.one@h1")).isEqualTo(TaskState.SUCCEEDED);
        assertThat(bench.stateOf("a.two@h1")).isEqualTo(TaskState.READY);
        assertThat(bench.stateOf("a.one@h2")).isEqualTo(TaskState.DISPATCHED);
    }
}
