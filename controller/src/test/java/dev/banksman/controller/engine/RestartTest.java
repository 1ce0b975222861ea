package dev.banksman.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.banksman.controller.journal.EventCodec;
import dev.banksman.controller.journal.Journal;
import dev.banksman.controller.journal.MemoryJournal;
import dev.banksman.controller.journal.RunEntry;
import dev.banksman.controller.journal.SqliteJournal;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.controller.run.RunPhase;
import dev.banksman.proto.agent.v1.Dispatch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class RestartTest {

    @TempDir
    Path directory;

    /** Crashes after the first step of the engine or an agent, after the second, and so on to the last. */
    @Test
    void resumesRunAfterControllerCrash() {
        boolean reachedTheEnd = false;
        int point = 0;
        while (!reachedTheEnd) {
            var file = directory.resolve("journal-" + point + ".db");
            var fleet = new FakeFleet(EngineRig.HOSTS);
            String run;
            int eventsBefore;
            try (var journal = open(file)) {
                var rig = new EngineRig(journal, fleet);
                fleet.connectAll();
                run = rig.start("a");
                reachedTheEnd = !walk(rig, run, point);
                rig.executor.die();
                fleet.disconnectAll();
                eventsBefore = rig.events(run).size();
            }
            try (var journal = open(file)) {
                var rig = new EngineRig(journal, fleet);
                if (!reachedTheEnd) {
                    assertThat(rig.events(run)).hasSizeGreaterThanOrEqualTo(eventsBefore);
                    fleet.connectAll();
                    rig.patiently(run);
                }
                assertEachTaskRanOnce(rig, run, point);
            }
            point++;
        }
        assertThat(point).isGreaterThan(20);
    }

    private static SqliteJournal open(Path file) {
        return SqliteJournal.open(file, new SimpleMeterRegistry());
    }

    /** Takes so many steps, with time passing where nothing else moves; false if the run ended before. */
    private static boolean walk(EngineRig rig, String run, int steps) {
        for (int i = 0; i < steps; i++) {
            boolean moved = rig.executor.runOne() || rig.fleet.deliverOne();
            if (!moved) {
                rig.journal.probe().join();
                moved = rig.executor.runOne();
            }
            if (!moved) {
                if (rig.view(run).endedAt().isPresent()) {
                    return false;
                }
                rig.time.advance(Duration.ofMinutes(1));
            }
        }
        return true;
    }

    private static void assertEachTaskRanOnce(EngineRig rig, String run, int point) {
        assertThat(rig.view(run).phase()).as("crash at %d", point).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(rig.fleet.starts)
                .as("crash at %d", point)
                .extracting(d -> d.getTask() + "@" + d.getAttempt().getHost())
                .containsExactly(
                        "prepare.back-up@db-1",
                        "upgrade.install@web-1",
                        "upgrade.verify@web-1",
                        "upgrade.install@web-2",
                        "upgrade.verify@web-2");
    }

    @Test
    void aNewEngineTakesANewTermAndSendsAgainWhatWasOut() {
        var journal = new MemoryJournal();
        var fleet = new FakeFleet(EngineRig.HOSTS);
        fleet.endless.add("prepare.back-up@db-1");
        var first = new EngineRig(journal, fleet);
        fleet.connectAll();
        var run = first.start("a");
        first.settle();
        first.executor.die();
        fleet.disconnectAll();

        var second = new EngineRig(journal, fleet);
        second.settle();
        assertThat(second.events(run))
                .filteredOn(RunEvent.TermTaken.class::isInstance)
                .extracting(event -> ((RunEvent.TermTaken) event).term())
                .containsExactly(1L, 2L);
        assertThat(second.await(second.engine.start(EngineRig.request("b"))))
                .as("hosts are still busy")
                .isInstanceOf(StartAnswer.Refused.class);

        fleet.connectAll();
        second.settle();
        fleet.finish("prepare.back-up@db-1");
        second.patiently(run);
        assertThat(second.view(run).phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(fleet.starts).hasSize(5);
        assertThat(fleet.dispatches).extracting(Dispatch::getTerm).contains(1L, 2L);
        assertThat(new HashSet<>(fleet.dispatches)).hasSameSizeAs(fleet.dispatches);
    }

    @Test
    void anEngineThatLostTheJournalCannotStartAnything() {
        var journal = new MemoryJournal();
        var fleet = new FakeFleet(EngineRig.HOSTS);
        var first = new EngineRig(journal, fleet);
        fleet.connectAll();
        var run = first.start("a");
        var second = new EngineRig(journal, fleet);
        fleet.connectAll();

        int before = fleet.starts.size();
        var answer = first.decide(run, "d", DecisionKind.PAUSE, Target.RUN);
        first.settle();
        assertThat(answer).isCompletedExceptionally();
        assertThat(first.engine.problem().orElseThrow()).contains("no longer owns the journal");
        assertThat(first.await(first.engine.start(EngineRig.request("b")))).isInstanceOf(StartAnswer.Refused.class);
        assertThat(fleet.starts).hasSize(before);

        second.patiently(run);
        assertThat(second.view(run).phase()).isEqualTo(RunPhase.SUCCEEDED);
        assertThat(fleet.starts).hasSize(5);
    }

    @Test
    void aDamagedRunIsQuarantinedAndTheOthersGoOn() {
        var journal = new MemoryJournal();
        var fleet = new FakeFleet(EngineRig.HOSTS);
        var first = new EngineRig(journal, fleet);
        var run = first.start("a");
        first.executor.die();
        journal.damage(run, 2, bytes -> ByteString.copyFromUtf8("damaged"));

        var second = new EngineRig(journal, fleet);
        fleet.connectAll();
        second.settle();

        assertThat(second.engine.quarantined()).containsOnlyKeys(run);
        assertThat(second.engine.quarantined().get(run)).contains("position 2");
        assertThat(second.engine.problem().orElseThrow()).contains(run);
        assertThat(second.engine.runs()).extracting(RunEntry::run).containsExactly(run);
        assertThatThrownBy(() -> second.engine.view(run))
                .isInstanceOf(RunUnavailableException.class)
                .hasMessageContaining("quarantined");
        assertThat(second.decide(run, "d", DecisionKind.PAUSE, Target.RUN)).isCompletedExceptionally();
        assertThat(fleet.starts).isEmpty();
    }

    @Test
    void aRunWhoseEventsCannotFollowOneAnotherIsQuarantined() {
        Journal journal = new MemoryJournal();
        var fleet = new FakeFleet(EngineRig.HOSTS);
        var first = new EngineRig(journal, fleet);
        var run = first.start("a");
        first.executor.die();
        int position = first.events(run).size();
        var impossible = new RunEvent.StageClosed("no-such-stage", first.time.instant());
        journal.append(new Journal.Append(
                        run, position, 1, List.of(EventCodec.encode(impossible)), Optional.empty(), Optional.empty()))
                .join();

        var second = new EngineRig(journal, fleet);

        assertThat(second.engine.quarantined().get(run)).contains("position " + (position + 1));
    }

    /** G17: a controller restored from an old backup harms nothing. */
    @Test
    void aJournalRestoredFromAnOldCopyHoldsTheRun() {
        var fleet = new FakeFleet(EngineRig.HOSTS);
        fleet.endless.add("upgrade.install@web-1");
        var journal = new MemoryJournal();
        var first = new EngineRig(journal, fleet);
        fleet.connectAll();
        var run = first.start("a");
        first.settle();
        first.executor.die();
        fleet.disconnectAll();
        int startsBefore = fleet.starts.size();

        var restored = new EngineRig(copy(journal, run, 6), fleet);
        fleet.connectAll();
        restored.settle();

        assertThat(restored.view(run).holdReason().orElseThrow()).contains("old copy");
        assertThat(fleet.starts).hasSize(startsBefore);
    }

    /** The same, noticed late: the restored journal has gone on and is longer now than what the host has seen. */
    @Test
    void aHostThatSawAnotherHistoryIsLeftAlone() {
        var fleet = new FakeFleet(EngineRig.HOSTS);
        fleet.endless.add("prepare.back-up@db-1");
        var journal = new MemoryJournal();
        var first = new EngineRig(journal, fleet);
        fleet.connect("db-1");
        var run = first.start("a");
        first.settle();
        first.executor.die();
        fleet.disconnectAll();

        var restored = new EngineRig(copy(journal, run, 5), fleet);
        for (int i = 0; i < 10; i++) {
            fleet.connect("web-1");
            fleet.lose("web-1");
            restored.settle();
        }
        int dispatches = fleet.dispatches.size();
        fleet.connect("db-1");
        fleet.finish("prepare.back-up@db-1");
        restored.settle();

        assertThat(restored.view(run).holdReason().orElseThrow()).contains("db-1 has seen another event");
        assertThat(fleet.dispatches).hasSize(dispatches);
        assertThat(fleet.acknowledged).isEmpty();
    }

    /** A journal with the first events of a run only. */
    private static MemoryJournal copy(MemoryJournal from, String run, int events) {
        var to = new MemoryJournal();
        to.acquireEpoch("first");
        var entry = from.run(run).orElseThrow();
        var bytes = from.read(run, 0, events).stream()
                .map(Journal.StoredEvent::bytes)
                .toList();
        to.append(new Journal.Append(run, 0, 1, bytes, Optional.of(entry.card()), Optional.empty()))
                .join();
        return to;
    }
}
