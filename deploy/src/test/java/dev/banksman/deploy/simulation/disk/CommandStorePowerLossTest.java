package dev.banksman.deploy.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.journal.AgentDirectory;
import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.journal.CommandRecord;
import dev.banksman.agent.journal.CommandStore;
import dev.banksman.agent.journal.FileCommandStore;
import dev.banksman.proto.agent.v1.AcceptedCommand;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.EndingCause;
import dev.banksman.proto.agent.v1.EndingCommand;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.RunMark;
import dev.banksman.proto.agent.v1.StartedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The agent's memory, with the power going at every point of its writing: wholly there or not at all. */
class CommandStorePowerLossTest {

    private static final String HOST = "web-1";
    private static final AttemptKey FIRST = new AttemptKey("run-1", HOST, 1);
    private static final AttemptKey SECOND = new AttemptKey("run-1", HOST, 2);
    private static final Ended ENDED = Ended.newBuilder()
            .setOutcome(Outcome.OUTCOME_SUCCEEDED)
            .setMessage("done")
            .build();
    private static final StartedCommand STARTED =
            StartedCommand.newBuilder().setPid(42).build();
    private static final EndingCommand ENDING = EndingCommand.newBuilder()
            .setCause(EndingCause.ENDING_CAUSE_CANCELLED)
            .setReason("asked")
            .build();

    @Test
    void acceptsWhollyOrNotAtAll() throws Exception {
        assertThat(sweepAcceptance(false)).isGreaterThan(15);
    }

    @Test
    void losesAnAcceptedCommandOnADiskWhoseSyncsLie() {
        assertThatThrownBy(() -> sweepAcceptance(true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("After a power loss with");
    }

    @Test
    void keepsAnEndWhollyOrNotAtAll() throws Exception {
        int points = CrashSweep.sweep(
                false,
                CommandStorePowerLossTest::acceptFirst,
                disk -> store(disk).ended(FIRST, ENDED),
                (disk, finished) -> {
                    var command = load(disk, 1);
                    assertThat(command).hasSize(1);
                    assertThat(command.getFirst().accepted()).isEqualTo(accepted(FIRST));
                    command.getFirst()
                            .ended()
                            .ifPresent(found -> assertThat(found).isEqualTo(ENDED));
                    assertThat(command.getFirst().ended().isPresent() || !finished)
                            .isTrue();
                });
        assertThat(points).isGreaterThan(4);
    }

    @Test
    void keepsEachRecordOfALifeThatItWasToldToKeep() throws Exception {
        CrashSweep.sweep(
                false,
                CommandStorePowerLossTest::acceptFirst,
                disk -> {
                    var store = store(disk);
                    store.started(FIRST, STARTED);
                    store.ending(FIRST, ENDING);
                    store.ended(FIRST, ENDED);
                    store.acknowledged(FIRST);
                    store.delivered(FIRST);
                },
                (disk, finished) -> {
                    var command = load(disk, 1).getFirst();
                    var kept = List.of(
                            command.started().isPresent(),
                            command.ending().isPresent(),
                            command.ended().isPresent(),
                            command.acknowledged(),
                            command.delivered());
                    // Each was returned from before the next began.
                    assertThat(kept).isSortedAccordingTo((one, next) -> Boolean.compare(next, one));
                    assertThat(kept.getLast() || !finished).isTrue();
                });
    }

    @Test
    void forgetsWhollyOrNotAtAllAndNeverTheMark() throws Exception {
        int points = CrashSweep.sweep(
                false,
                disk -> {
                    acceptFirst(disk);
                    store(disk).ended(FIRST, ENDED);
                    store(disk).acknowledged(FIRST);
                    Files.writeString(directory(disk).attempt(FIRST).resolve("stdout"), "text");
                },
                disk -> store(disk).forget(FIRST),
                (disk, finished) -> {
                    var commands = load(disk, 1);
                    if (!commands.isEmpty()) {
                        assertThat(finished).as("a forgotten command came back").isFalse();
                        assertThat(commands.getFirst().ended()).contains(ENDED);
                        assertThat(commands.getFirst().acknowledged()).isTrue();
                    }
                });
        assertThat(points).isGreaterThan(5);
    }

    /** An agent dies, its successor loads and may act on what it found: from then on that must last. */
    @Test
    void whatASuccessorHasLoadedIsDurable() throws Exception {
        var works = List.<CrashSweep.Work>of(
                disk -> acceptOne(disk, SECOND),
                disk -> store(disk).ended(FIRST, ENDED),
                disk -> store(disk).forget(FIRST));
        for (var work : works) {
            int points = CrashSweep.sweepProcess(CommandStorePowerLossTest::acceptFirst, work, disk -> {
                var stored = store(disk).load();
                disk.powerLoss(Survival.NOTHING);
                assertThat(store(disk).load()).isEqualTo(stored);
            });
            assertThat(points).isGreaterThan(3);
        }
    }

    @Test
    void refusesWhatItCannotRecordAndLeavesNothing() throws Exception {
        for (int room = 0; room < 100; room++) {
            var disk = SimulatedDisk.create(() -> Instant.EPOCH);
            store(disk).load();
            disk.faults().fullAfter(room);
            var failure = failureOf(() -> acceptOne(disk, FIRST));
            disk.processCrash();
            disk.faults().neverFull();
            var stored = store(disk).load();
            assertThat(stored.damaged()).isEmpty();
            assertThat(stored.commands()).hasSize(failure ? stored.marks().size() : 1);
        }
    }

    @Test
    void saysThatARecordCannotBeReadAndDoesNotForgetIt() throws Exception {
        var disk = SimulatedDisk.create(() -> Instant.EPOCH);
        acceptFirst(disk);
        disk.faults().failReads(path -> path.endsWith("dispatch.pb"));
        assertThatThrownBy(() -> store(disk).load()).isInstanceOf(IOException.class);
        disk.faults().none();
        assertThat(load(disk, 1)).hasSize(1);
    }

    private static int sweepAcceptance(boolean lyingForce) throws Exception {
        return CrashSweep.sweep(
                lyingForce,
                CommandStorePowerLossTest::acceptFirst,
                disk -> acceptOne(disk, SECOND),
                (disk, finished) -> {
                    var stored = store(disk).load();
                    assertThat(stored.damaged()).isEmpty();
                    long mark = stored.marks().get("run-1").getHighestAttempt();
                    assertThat(mark).isIn(1L, 2L);
                    var numbers = stored.commands().stream()
                            .map(command -> command.key().number())
                            .toList();
                    assertThat(numbers).isEqualTo(mark == 2 ? List.of(1L, 2L) : List.of(1L));
                    for (var command : stored.commands()) {
                        assertThat(command).isEqualTo(CommandRecord.accepted(command.key(), accepted(command.key())));
                    }
                    assertThat(mark == 2 || !finished).as("accepted and lost").isTrue();
                    // What was found once is found again, even if the power goes at once.
                    disk.powerLoss(Survival.NOTHING);
                    assertThat(store(disk).load()).isEqualTo(stored);
                });
    }

    /** Loads, and asserts that nothing is damaged and that the mark stands at this attempt. */
    private static List<CommandRecord> load(SimulatedDisk disk, long mark) throws IOException {
        var stored = store(disk).load();
        assertThat(stored.damaged()).isEmpty();
        assertThat(stored.marks().get("run-1").getHighestAttempt()).isEqualTo(mark);
        return stored.commands();
    }

    private static void acceptFirst(SimulatedDisk disk) throws IOException {
        store(disk).load();
        acceptOne(disk, FIRST);
    }

    private static void acceptOne(SimulatedDisk disk, AttemptKey key) throws IOException {
        var mark = RunMark.newBuilder()
                .setRun(key.run())
                .setHighestAttempt(key.number())
                .setHighestTerm(1)
                .build();
        store(disk).accept(key, accepted(key), mark);
    }

    private static AcceptedCommand accepted(AttemptKey key) {
        return AcceptedCommand.newBuilder()
                .setDispatch(Dispatch.newBuilder().setAttempt(key.toId()).setTask("stage.step"))
                .build();
    }

    private static boolean failureOf(Acceptance acceptance) {
        try {
            acceptance.run();
            return false;
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
            return true;
        }
    }

    /** May find the disk full. */
    private interface Acceptance {
        void run() throws IOException;
    }

    private static CommandStore store(SimulatedDisk disk) {
        return new FileCommandStore(directory(disk), HOST);
    }

    private static AgentDirectory directory(SimulatedDisk disk) {
        return new AgentDirectory(disk.root());
    }
}
