package dev.banksman.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.controller.journal.MemoryJournal;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.controller.run.TaskState;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EngineTest {

    private final MemoryJournal journal = new MemoryJournal();
    private final EngineRig rig = EngineRig.over(journal);

    @Test
    void runsAPlanToItsEnd() {
        rig.fleet.connectAll();
        var run = rig.start("a");
        rig.patiently(run);

        assertThat(rig.view(run).phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(rig.fleet.starts)
                .extracting(d -> d.getTask() + "@" + d.getAttempt().getHost())
                .containsExactly(
                        "prepare.back-up@db-1",
                        "upgrade.install@web-1",
                        "upgrade.verify@web-1",
                        "upgrade.install@web-2",
                        "upgrade.verify@web-2");
        assertThat(rig.fleet.acknowledged).hasSize(5);
        assertThat(rig.journal.run(run).orElseThrow().status().phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(rig.engine.runs()).hasSize(1);
        assertThat(rig.time.count()).isZero();
    }

    @Test
    void eachDispatchCarriesTermLimitsAndChainHead() {
        rig.fleet.connectAll();
        rig.start("a");

        Dispatch first = rig.fleet.dispatches.getFirst();
        assertThat(first.getTerm()).isEqualTo(1);
        assertThat(first.getTask()).isEqualTo("prepare.back-up");
        assertThat(first.getOutputLimit()).isEqualTo(16L * 1024 * 1024);
        assertThat(first.getTimeAllowed().getSeconds()).isPositive();
        assertThat(first.getJournalPosition()).isPositive();
        assertThat(first.getChainHead().size()).isEqualTo(32);
    }

    @Test
    void secondChangingRunOnABusyHostIsRefusedNamingTheFirst() {
        var first = rig.start("a");

        var second = rig.await(rig.engine.start(EngineRig.request("b")));

        assertThat(second)
                .isInstanceOfSatisfying(
                        StartAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).contains("db-1 is in run " + first));
        assertThat(rig.engine.runs()).hasSize(1);
        rig.fleet.connectAll();
        rig.patiently(first);
        assertThat(rig.start("b")).isNotEqualTo(first);
    }

    @Test
    void aRunThatOnlyChecksMayShareHosts() {
        rig.start("a");
        var checks = """
            runbook: look
            version: "1"
            title: Look only
            about: Changes nothing.
            roles:
              database: {hosts: 1}
              web: {hosts: 1..}
            stages:
              - stage: look
                on: database
                steps:
                  - step: port
                    title: Port
                    check: true
                    tcp: {address: db, port: 1433}
            """;

        var answer = rig.await(
                rig.engine.start(new StartRequest("b", EngineRig.documents(checks), Optional.empty(), "ann")));

        assertThat(answer).isInstanceOf(StartAnswer.Started.class);
    }

    @Test
    void theSameKeyStartsOneRun() {
        var first = rig.engine.start(EngineRig.request("a"));
        var second = rig.engine.start(EngineRig.request("a"));

        assertThat(rig.await(second)).isEqualTo(rig.await(first));
        assertThat(rig.await(rig.engine.start(EngineRig.request("a")))).isEqualTo(first.join());
        assertThat(rig.engine.runs()).hasSize(1);
    }

    @Test
    void anotherPlanThanTheApprovedOneIsRefused() {
        var request = new StartRequest("a", EngineRig.documents(EngineRig.RUNBOOK), Optional.of("sha256:00"), "ann");

        assertThat(rig.await(rig.engine.start(request)))
                .isInstanceOfSatisfying(
                        StartAnswer.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("sha256:00")
                                .contains("changed since the approval"));
        assertThat(rig.engine.runs()).isEmpty();
    }

    @Test
    void documentsWithMistakesAreRefusedWithAllOfThem() {
        var request = new StartRequest("a", EngineRig.documents("runbook: [\n"), Optional.empty(), "ann");

        assertThat(rig.await(rig.engine.start(request)))
                .isInstanceOfSatisfying(
                        StartAnswer.Invalid.class,
                        invalid -> assertThat(invalid.problems()).isNotEmpty());
    }

    @Test
    void aFailureWaitsForAPersonAndGoesOnAfterARetry() {
        rig.fleet.exitCodes.put("upgrade.install@web-1", 1603);
        rig.fleet.connectAll();
        var run = rig.start("a");
        rig.settle();

        assertThat(rig.view(run).held()).isTrue();
        assertThat(rig.journal.run(run).orElseThrow().status().held()).isTrue();

        rig.fleet.exitCodes.clear();
        var answer =
                rig.await(rig.decide(run, "d-1", DecisionKind.RETRY, EngineRig.task("upgrade", "install", "web-1")));
        assertThat(answer.ruling()).isInstanceOf(Ruling.Accepted.class);
        rig.patiently(run);

        assertThat(rig.view(run).phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(rig.events(run))
                .filteredOn(RunEvent.DecisionTaken.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aDecisionIsAnsweredOnlyWhenItIsDurable() {
        rig.fleet.connectAll();
        var run = rig.start("a");

        var answer = rig.decide(run, "d-1", DecisionKind.PAUSE, Target.RUN);
        assertThat(answer).isNotDone();

        var recorded = rig.await(answer);
        assertThat(rig.events(run)).anyMatch(RunEvent.RunPaused.class::isInstance);
        assertThat(recorded.position()).isLessThanOrEqualTo(rig.events(run).size());
    }

    @Test
    void decisionsOnRunsThatAreNotThereAreRefusedWithAReason() {
        assertThatThrownBy(() -> rig.await(rig.decide("run-x", "d", DecisionKind.PAUSE, Target.RUN)))
                .hasCauseInstanceOf(RunUnavailableException.class)
                .hasMessageContaining("No run run-x");

        rig.fleet.connectAll();
        var run = rig.start("a");
        rig.patiently(run);
        assertThatThrownBy(() -> rig.await(rig.decide(run, "d", DecisionKind.PAUSE, Target.RUN)))
                .hasMessageContaining("has ended");
    }

    @Test
    void resultsOfRunsThatNoOneWaitsForMayBeForgotten() {
        rig.fleet.connectAll();
        var stray = AttemptId.newBuilder()
                .setRun("run-nobody-knows")
                .setHost("web-1")
                .setNumber(3)
                .build();

        rig.fleet.repeat(Report.newBuilder()
                .setAttempt(stray)
                .setEnded(Ended.getDefaultInstance())
                .build());

        assertThat(rig.fleet.acknowledged).containsExactly(stray);
    }

    @Test
    void aReportThatComesTwiceChangesNothingAndIsAcknowledgedAgain() {
        rig.fleet.endless.add("upgrade.install@web-1");
        rig.fleet.connectAll();
        var run = rig.start("a");
        rig.settle();
        var backUp = rig.fleet.starts.getFirst().getAttempt();
        int events = rig.events(run).size();
        rig.fleet.acknowledged.clear();

        rig.fleet.repeat(Report.newBuilder()
                .setAttempt(backUp)
                .setEnded(Ended.getDefaultInstance())
                .build());
        rig.settle();

        assertThat(rig.events(run)).hasSize(events);
        assertThat(rig.fleet.acknowledged).containsExactly(backUp);
    }

    @Test
    void aFullJournalStopsTheRunAndItGoesOnByItself() {
        rig.fleet.connectAll();
        var run = rig.start("a");
        journal.failWith("disk full");
        int before = rig.events(run).size();
        rig.settle();

        assertThat(rig.events(run)).hasSize(before);
        assertThat(rig.engine.problem()).contains("disk full");
        assertThatThrownBy(() -> rig.await(rig.decide(run, "d", DecisionKind.PAUSE, Target.RUN)))
                .hasMessageContaining("rests");

        journal.mend();
        rig.patiently(run);
        assertThat(rig.view(run).phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(rig.fleet.starts).hasSize(5);
        assertThat(rig.engine.problem()).isEmpty();
    }

    @Test
    void aStartThatCannotBeRecordedIsNotPromised() {
        journal.failWith("disk full");
        var answer = rig.engine.start(EngineRig.request("a"));
        assertThatThrownBy(() -> rig.await(answer))
                .hasCauseInstanceOf(RunUnavailableException.class)
                .hasMessageContaining("could not be recorded");
        assertThat(rig.await(rig.engine.start(EngineRig.request("b")))).isInstanceOf(StartAnswer.Refused.class);

        journal.mend();
        rig.time.advance(Duration.ofSeconds(5));
        rig.settle();

        assertThat(rig.engine.runs()).isEmpty();
        assertThat(rig.start("b")).isNotEmpty();
    }

    @Test
    void anEngineThatWasReplacedDoesNothingAnyMore() {
        rig.fleet.endless.add("prepare.back-up@db-1");
        rig.fleet.connectAll();
        var run = rig.start("a");
        rig.settle();
        int dispatches = rig.fleet.dispatches.size();
        int events = rig.events(run).size();

        journal.acquireEpoch("another controller");
        rig.fleet.finish("prepare.back-up@db-1");
        rig.settle();

        assertThat(rig.events(run)).hasSize(events);
        assertThat(rig.fleet.dispatches).hasSize(dispatches);
        assertThat(rig.engine.problem().orElseThrow()).contains("another controller");
        assertThatThrownBy(() -> rig.await(rig.decide(run, "d", DecisionKind.PAUSE, Target.RUN)))
                .hasCauseInstanceOf(RunUnavailableException.class);
    }

    @Test
    void aLostHostIsShownAndTheRunGoesOnWhenItIsBack() {
        rig.fleet.endless.add("upgrade.install@web-1");
        rig.fleet.connectAll();
        var run = rig.start("a");
        rig.settle();

        rig.fleet.lose("web-1");
        rig.settle();
        assertThat(rig.events(run)).anyMatch(RunEvent.HostUnreachable.class::isInstance);

        rig.fleet.connect("web-1");
        rig.fleet.finish("upgrade.install@web-1");
        rig.patiently(run);
        assertThat(rig.view(run).phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(rig.fleet.starts).hasSize(5);
    }

    @Test
    void aHostThatComesLaterIsWaitedFor() {
        rig.fleet.connect("db-1");
        var run = rig.start("a");
        rig.settle();
        assertThat(rig.view(run).taskCounts().get(TaskState.SUCCEEDED)).isEqualTo(1);

        rig.fleet.connect("web-1");
        rig.fleet.connect("web-2");
        rig.patiently(run);

        assertThat(rig.view(run).phase()).isEqualTo(RunPhase.SUCCEEDED);
    }

    /** The host comes back at every moment of the run's beginning, and once between a dispatch and its sending. */
    @Test
    void nothingIsSentOverALinkWhoseHelloTheRunHasNotHeard() {
        int overtaken = 0;
        for (int steps = 0; steps < 12; steps++) {
            var again = EngineRig.over(new MemoryJournal());
            again.fleet.connectAll();
            var answer = again.engine.start(EngineRig.request("a"));
            for (int step = 0; step < steps; step++) {
                again.executor.runOne();
            }
            again.fleet.connect("db-1");
            again.settle();
            overtaken += again.fleet.overtaken.size();
            again.patiently(((StartAnswer.Started) answer.join()).run());

            assertThat(again.fleet.starts.stream().map(Dispatch::getAttempt)).doesNotHaveDuplicates();
            assertThat(again.fleet.starts).hasSize(5);
        }
        assertThat(overtaken).isPositive();
    }

    @Test
    void mailboxesAreBoundedAndTheSenderIsTurnedAway() {
        var settings = new EngineSettings(2, 1, 1024, Duration.ofSeconds(1), 1);
        var small =
                new EngineRig(new MemoryJournal(), new FakeFleet(EngineRig.HOSTS), settings, new DocumentPlanning());
        var run = small.start("a");

        List.of("1", "2").forEach(id -> small.decide(run, id, DecisionKind.PAUSE, Target.RUN));

        assertThat(small.decide(run, "3", DecisionKind.PAUSE, Target.RUN)).isCompletedExceptionally();
        assertThatThrownBy(() -> small.fleet.connect("db-1")).isInstanceOf(MailboxFullException.class);
    }
}
