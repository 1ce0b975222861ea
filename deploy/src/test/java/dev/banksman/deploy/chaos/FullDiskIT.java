package dev.banksman.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.banksman.deploy.chaos.ChaosRig.Disks;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A host whose disk is full: it starts nothing that it cannot record, and loses nothing of what it had started. */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "finds and kills processes by /proc and signals; the same on Windows has not been written")
@Timeout(900)
@Tag("slow")
class FullDiskIT {

    private static final String RUNBOOK = """
        runbook: full-disk
        title: One step that waits to be let go
        parameters:
          ledger: {type: path}
        roles:
          worker: {hosts: 1}
        stages:
          - stage: work
            on: worker
            steps:
              - step: work
                exec:
                  script:
                    shell: sh
                    body: |
                      echo "$BANKSMAN_ATTEMPT $$" >>"$LEDGER/starts" && sync "$LEDGER/starts" || exit 99
                      until [ -e "$LEDGER/go" ]; do sleep 0.1; done
                      echo "$BANKSMAN_ATTEMPT 7" >>"$LEDGER/ends"
                      exit 7
                  env: {LEDGER: '${ledger}'}
                  expected-exit-codes: [7]
        """;

    @TempDir
    private Path directory;

    @Test
    void theEndOfACommandWaitsForRoomAndIsTrue() throws Exception {
        try (var rig = new ChaosRig(directory, 1, new Disks(0, 64))) {
            var disk = disk(rig);
            var ledger = new StepLedger(directory.resolve("ledger"));
            var run = start(rig, ledger);
            await().atMost(ChaosRig.PATIENCE)
                    .until(() -> state(rig, run) == TaskState.TASK_STATE_RUNNING
                            && ledger.starts().size() == 1);

            disk.fill();
            Files.createFile(ledger.directory().resolve("go"));
            await().atMost(ChaosRig.PATIENCE).until(() -> ledger.ends().size() == 1);
            assertThat(state(rig, run)).isEqualTo(TaskState.TASK_STATE_RUNNING);
            disk.free();

            awaitSuccess(rig, run);
            assertThat(task(rig, run).getAttemptsList())
                    .singleElement()
                    .satisfies(only -> assertThat(only.getExitCode()).isEqualTo(7));
            assertThat(ledger.starts().values()).containsExactly(1);
        }
    }

    @Test
    void nothingStartsThatCannotBeRecorded() throws Exception {
        try (var rig = new ChaosRig(directory, 1, new Disks(0, 64))) {
            var disk = disk(rig);
            var ledger = new StepLedger(directory.resolve("ledger"));
            Files.createFile(ledger.directory().resolve("go"));
            disk.fill();
            var run = start(rig, ledger);
            await().atMost(ChaosRig.PATIENCE).until(() -> state(rig, run) == TaskState.TASK_STATE_AWAITING_DECISION);
            assertThat(task(rig, run).getQuestion().getWhy()).contains("No space left on device");
            assertThat(ledger.starts()).isEmpty();

            disk.free();
            rig.console.insist(Console.decide("again", run, task(rig, run), DecisionKind.DECISION_KIND_RETRY));
            awaitSuccess(rig, run);
            assertThat(ledger.starts().values()).containsExactly(1);
        }
    }

    private static SmallDisk disk(ChaosRig rig) {
        var disk = rig.hosts.get("host-1").disk;
        assumeTrue(disk.isPresent(), "a host whose disk is full needs the right to mount a tmpfs");
        return disk.get();
    }

    private static String start(ChaosRig rig, StepLedger ledger) throws InterruptedException {
        return rig.console.insist(Console.start(
                "full-disk",
                RUNBOOK,
                ChaosRunbook.inventory(List.of("host-1")),
                Map.of("ledger", ledger.directory().toString())));
    }

    private static void awaitSuccess(ChaosRig rig, String run) {
        await().atMost(ChaosRig.PATIENCE)
                .until(
                        () -> rig.console.ask(Console.run(run)).map(Run::getPhase),
                        phase -> phase.equals(Optional.of(RunPhase.RUN_PHASE_SUCCEEDED)));
    }

    private static TaskState state(ChaosRig rig, String run) throws InterruptedException {
        return task(rig, run).getState();
    }

    private static Task task(ChaosRig rig, String run) throws InterruptedException {
        return rig.console.insist(Console.tasks(run)).getFirst();
    }
}
