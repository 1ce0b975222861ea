package dev.banksman.controller.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunInput.DecisionKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunCoreTest {
    private static final String TWO_STEPS = "stage a on a1 a2\nstep one\nstep two";

    @Test
    void anEventThatCannotFollowThrowsWithTheHistory() {
        var bench = Bench.started(TWO_STEPS);
        var event = new RunEvent.AttemptStarted(Bench.key("a1", 7), Bench.START, 1, false, Bench.START);

        assertThatThrownBy(() -> RunCore.evolve(bench.state, event))
                .isInstanceOf(IllegalEventException.class)
                .hasMessageContaining("no attempt a1/7 is out")
                .hasMessageContaining("event: AttemptStarted")
                .hasMessageContaining("1: RunPlanned")
                .hasMessageContaining("AttemptDispatched");
    }

    @Test
    void anIllegalMoveNamesTheLegalOnes() {
        var bench = Bench.started(TWO_STEPS);
        var event = new RunEvent.TaskMoved(Bench.taskKey("a.one@a1"), TaskState.SKIPPED, "", Bench.START);

        assertThatThrownBy(() -> RunCore.evolve(bench.state, event))
                .isInstanceOf(IllegalEventException.class)
                .hasMessageContaining("task a.one@a1 cannot go from DISPATCHED to SKIPPED")
                .hasMessageContaining("CANCELLING");
    }

    @Test
    void nothingFollowsTheEnd() {
        var bench = Bench.started("stage a on a1\nstep one");
        bench.succeeded("a1", 1);

        assertThat(bench.state.phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThatThrownBy(() -> RunCore.evolve(bench.state, new RunEvent.RunPaused("bob", Bench.START)))
                .isInstanceOf(IllegalEventException.class)
                .hasMessageContaining("the run is over");
    }

    @Test
    void refusesTheJournalOfAnotherPlan() {
        var plan = PlanScript.plan(TWO_STEPS);
        var planned = new RunEvent.RunPlanned(
                "r", RunCore.SEMANTICS, "sha256:other", "", "", "", "", Map.of(), "alice", Bench.START);

        assertThatThrownBy(() -> RunCore.evolve(RunState.of(plan, new FakeActions()), planned))
                .hasMessageContaining("sha256:other")
                .hasMessageContaining("sha256:test");
    }

    @Test
    void refusesTheJournalOfAnotherSemantics() {
        var plan = PlanScript.plan(TWO_STEPS);
        var planned = new RunEvent.RunPlanned(
                "r", RunCore.SEMANTICS + 1, plan.hash(), "", "", "", "", Map.of(), "alice", Bench.START);

        assertThatThrownBy(() -> RunCore.evolve(RunState.of(plan, new FakeActions()), planned))
                .hasMessageContaining("semantics " + (RunCore.SEMANTICS + 1));
    }

    @Test
    void takesNothingBeforeAControllerOwnsTheRun() {
        var bench = Bench.of(TWO_STEPS);

        assertThatThrownBy(bench::start).hasMessageContaining("no controller has taken run r1 yet");
    }

    @Test
    void aReplayLeadsToTheSameStateAtEachPosition() {
        var bench = Bench.started(TWO_STEPS);
        bench.failed("a1", 1);
        bench.decide("bob", DecisionKind.RETRY, "a.one@a1", "");
        bench.lost("a2");
        bench.pass(Duration.ofHours(1));

        assertThat(bench.replayed()).isEqualTo(bench.state);
        assertThat(RunCore.outstanding(bench.replayed())).isEqualTo(RunCore.outstanding(bench.state));
    }

    @Test
    void oneTaskAtATimeOnAHostThatIsInTwoStages() {
        var bench = Bench.started("stage a on h1\nstep one\nstage b on h1\nstep two");

        assertThat(bench.stateOf("a.one@h1")).isEqualTo(TaskState.DISPATCHED);
        assertThat(bench.stateOf("b.two@h1")).isEqualTo(TaskState.READY);

        bench.succeeded("h1", 1);

        assertThat(bench.stateOf("b.two@h1")).isEqualTo(TaskState.DISPATCHED);
    }

    @Test
    void aHostThatIsAwayKeepsItsTaskReadyUntilItIsReached() {
        var bench = Bench.of(TWO_STEPS);
        bench.acquire();
        bench.start();

        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.READY);
        assertThat(RunCore.outstanding(bench.state)).isEmpty();

        List<RunEvent> events = bench.hello("a1");

        assertThat(events).anyMatch(RunEvent.AttemptDispatched.class::isInstance);
        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.DISPATCHED);
    }

    @Test
    void anAttemptIsSentAgainAfterAHelloThatDoesNotListIt() {
        var bench = Bench.started(TWO_STEPS);
        bench.lost("a1");
        assertThat(RunCore.outstanding(bench.state))
                .noneMatch(bench.out("a1").orElseThrow().key()::equals);

        bench.hello("a1");

        assertThat(bench.effects)
                .anyMatch(e -> e instanceof Effect.Dispatch d && d.attempt().equals(Bench.key("a1", 1)));
    }

    @Test
    void decisionsByTheSameIdAreOneDecision() {
        var bench = Bench.started(TWO_STEPS);
        bench.failed("a1", 1);
        var decision = new RunInput.Decide(
                "once", "bob", DecisionKind.SKIP, Bench.target("a.one@a1"), "no need", Map.of(), bench.now);

        assertThat(bench.take(decision)).isNotEmpty();
        assertThat(bench.take(decision)).isEmpty();
        assertThatThrownBy(() -> bench.take(new RunInput.Decide(
                        "once", "eve", DecisionKind.ABORT, Bench.target(""), "mine", Map.of(), bench.now)))
                .hasMessageContaining("skip by bob");
    }

    @Test
    void whoComesSecondIsToldWhoDecidedWhatAndWhen() {
        var bench = Bench.started(TWO_STEPS);
        bench.failed("a1", 1);
        bench.decide("bob", DecisionKind.RETRY, "a.one@a1", "");

        assertThatThrownBy(() -> bench.decide("carol", DecisionKind.SKIP, "a.one@a1", "I say so"))
                .hasMessage("task a.one@a1 was decided by bob at 2026-01-01T00:00:00Z: retry; it is DISPATCHED");
    }

    @Test
    void aTaskThatIsNotThereIsAnsweredWithTheNearestName() {
        var bench = Bench.started(TWO_STEPS);
        bench.failed("a1", 1);

        assertThatThrownBy(() -> bench.decide("bob", DecisionKind.RETRY, "a.ona@a1", ""))
                .hasMessage("there is no step ona there; did you mean one?");
        assertThatThrownBy(() -> bench.decide("bob", DecisionKind.RETRY, "a.one@a9", ""))
                .hasMessageStartingWith("there is no host a9 there");
        assertThatThrownBy(() -> bench.decide("bob", DecisionKind.RETRY, "z.one@a1", ""))
                .hasMessageStartingWith("there is no stage z there");
    }

    @Test
    void toAbortTakesAReason() {
        var bench = Bench.started(TWO_STEPS);

        assertThatThrownBy(() -> bench.decide("bob", DecisionKind.ABORT, "", " "))
                .hasMessage("abort needs a reason");
    }

    @Test
    void cancelledIsSaidOnlyWhenNothingRuns() {
        var bench = Bench.started(TWO_STEPS);
        bench.runs("a1", 1);
        bench.succeeded("a2", 1);
        bench.decide("bob", DecisionKind.ABORT, "", "the window is over");

        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.CANCELLING);
        assertThat(bench.state.phase()).isEqualTo(RunPhase.ABORTING);

        bench.ended("a1", 1, Outcome.CANCELLED);
        bench.ended("a2", 2, Outcome.CANCELLED);

        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.CANCELLED);
        assertThat(bench.state.phase()).isEqualTo(RunPhase.ABORTED);
    }

    @Test
    void aTakeoverDoesNotGiveUpAttemptsBeforeAgentsHadTimeToComeBack() {
        var bench = Bench.started("stage a on a1\nstep one timeout=1M");
        bench.runs("a1", 1);
        bench.now = bench.now.plus(Duration.ofHours(8));
        bench.acquire();

        bench.take(new RunInput.TimerFired(new TimerKey.Overdue(Bench.key("a1", 1)), bench.now));

        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.RUNNING);
        bench.hello("a1", new AttemptReport.Ended(Bench.key("a1", 1), Bench.result(Outcome.SUCCEEDED)));
        assertThat(bench.state.phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    @Test
    void anAttemptOnAHostThatIsThereIsNotGivenUp() {
        var bench = Bench.started("stage a on a1\nstep one timeout=1M");
        bench.runs("a1", 1);

        bench.pass(Duration.ofHours(5));

        assertThat(bench.stateOf("a.one@a1")).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void tasksThatWaitTakeNoSpaceAndCountAllTheSame() {
        var names = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            names.append(" h").append(i);
        }
        var steps = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            steps.append("\nstep s").append(i);
        }
        var state = RunState.of(PlanScript.plan("stage a on" + names + steps), new FakeActions());

        assertThat(state.taskCounts()).containsEntry(TaskState.WAITING, 500_000);
        assertThat(state.stages.getFirst().tracks()).isEmpty();
        assertThat(state.tasks().limit(3))
                .extracting(t -> t.key().toString())
                .containsExactly("a.s0@h0", "a.s1@h0", "a.s2@h0");
    }
}
