package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InterlockRulesTest {
    private static final String PLAN = """
        stage web on w1 w2
          step verify %s
        stage rest on s1 needs web
          step upgrade
        interlock order before rest.upgrade require web.verify
        """;

    @Test
    void everyRequiredTaskMustHaveSucceeded() {
        var bench = Bench.started(PLAN.formatted(""));
        bench.succeeded("w1", 1);
        bench.succeeded("w2", 1);

        assertThat(bench.stateOf("rest.upgrade@s1")).isEqualTo(TaskState.DISPATCHED);
    }

    @Test
    void skippedByAPersonDoesNotMeetIt() {
        var bench = Bench.started(PLAN.formatted(""));
        bench.succeeded("w1", 1);
        bench.failed("w2", 1);
        bench.decide("bob", DecisionKind.SKIP, "web.verify@w2", "no time");

        assertThat(bench.stateOf("rest.upgrade@s1")).isEqualTo(TaskState.AWAITING_DECISION);
        assertThat(bench.task("rest.upgrade@s1").question().orElseThrow().interlock())
                .contains("order");
        assertThat(bench.state.held()).isTrue();
    }

    @Test
    void anExcludedHostIsNotRequiredOnceNothingRunsThere() {
        var bench = Bench.started(PLAN.formatted(""));
        bench.succeeded("w1", 1);
        bench.decide("bob", DecisionKind.EXCLUDE_HOST, "@w2", "broken");
        assertThat(bench.stateOf("rest.upgrade@s1")).isEqualTo(TaskState.AWAITING_DECISION);

        bench.ended("w2", 1, Outcome.CANCELLED);

        assertThat(bench.stateOf("rest.upgrade@s1")).isEqualTo(TaskState.DISPATCHED);
    }

    @Test
    void withEveryHostExcludedItIsNotMet() {
        var bench = Bench.started(PLAN.formatted(""));
        bench.decide("bob", DecisionKind.EXCLUDE_HOST, "@w1", "broken");
        bench.decide("bob", DecisionKind.EXCLUDE_HOST, "@w2", "broken");

        assertThat(bench.stateOf("rest.upgrade@s1")).isEqualTo(TaskState.AWAITING_DECISION);
    }

    @Test
    void aHostToWhichTheStepDoesNotApplyIsNotRequired() {
        var bench = Bench.started(PLAN.formatted("left-out=w2"));
        bench.succeeded("w1", 1);

        assertThat(bench.stateOf("rest.upgrade@s1")).isEqualTo(TaskState.DISPATCHED);
    }

    @Test
    void overridingTakesTwoPeople() {
        var bench = Bench.started(PLAN.formatted("on-failure=continue"));
        bench.succeeded("w1", 1);
        bench.failed("w2", 1);
        var order = new Target(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("order"));

        bench.decide("bob", DecisionKind.OVERRIDE_INTERLOCK, order, "I looked", Map.of());
        assertThat(bench.stateOf("rest.upgrade@s1")).isEqualTo(TaskState.AWAITING_DECISION);
        assertThatThrownBy(() -> bench.decide("bob", DecisionKind.OVERRIDE_INTERLOCK, order, "again", Map.of()))
                .hasMessageContaining("a second person");

        bench.decide("carol", DecisionKind.OVERRIDE_INTERLOCK, order, "so did I", Map.of());
        assertThat(bench.stateOf("rest.upgrade@s1")).isEqualTo(TaskState.DISPATCHED);
    }
}
