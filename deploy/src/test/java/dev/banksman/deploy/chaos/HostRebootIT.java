package dev.banksman.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.proto.operator.v1.Attempt;
import dev.banksman.proto.operator.v1.DecisionKind;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A host loses its power while commands run: everything on it dies at once, and it comes back with a new boot id. */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "finds and kills processes by /proc and signals; the same on Windows has not been written")
@Timeout(900)
class HostRebootIT {

    private static final String RUNBOOK = """
        runbook: power-loss
        title: Three steps that are under way when the power goes
        parameters:
          ledger: {type: path}
        roles:
          plain: {hosts: 1}
          repeatable: {hosts: 1}
          probed: {hosts: 1}
        stages:
          - stage: plain
            on: plain
            steps:
              - step: plain
                exec:
                  script:
                    shell: sh
                    body: &body |
                      echo "$BANKSMAN_ATTEMPT $$" >>"$LEDGER/starts" && sync "$LEDGER/starts" || exit 99
                      [ -z "${DONE:-}" ] || touch "$DONE"
                      until [ -e "$LEDGER/go" ]; do sleep 0.1; done
                      echo "$BANKSMAN_ATTEMPT 0" >>"$LEDGER/ends"
                  env: {LEDGER: '${ledger}'}
          - stage: repeatable
            on: repeatable
            steps:
              - step: repeatable
                repeatable: true
                exec: {script: {shell: sh, body: *body}, env: {LEDGER: '${ledger}'}}
          - stage: probed
            on: probed
            steps:
              - step: probed
                done-when: {file: {inspect: {path: '${ledger}/done'}}}
                exec: {script: {shell: sh, body: *body}, env: {LEDGER: '${ledger}', DONE: '${ledger}/done'}}
        """;

    private static final String INVENTORY = """
        inventory: power-loss
        hosts:
          host-1: {roles: [plain]}
          host-2: {roles: [repeatable]}
          host-3: {roles: [probed]}
        """;

    @Test
    void whatRanIsUnknownAndNeverTakenForDone(@TempDir Path directory) throws Exception {
        try (var rig = new ChaosRig(directory, 3, ChaosRig.Disks.NONE)) {
            var ledger = new StepLedger(directory.resolve("ledger"));
            var run = rig.console.insist(Console.start(
                    "power-loss",
                    RUNBOOK,
                    INVENTORY,
                    Map.of("ledger", ledger.directory().toString())));
            await().atMost(ChaosRig.PATIENCE)
                    .until(() -> ledger.starts().size() == 3
                            && Files.exists(ledger.directory().resolve("done")));
            await().atMost(ChaosRig.PATIENCE)
                    .until(() -> rig.console.insist(Console.tasks(run)).stream()
                            .allMatch(task -> task.getState() == TaskState.TASK_STATE_RUNNING));

            for (var host : rig.hosts.values()) {
                host.agent.kill();
                assertThat(host.commands().killAll()).hasSize(1);
                host.boot();
            }
            Files.createFile(ledger.directory().resolve("go"));
            for (var host : rig.hosts.values()) {
                host.agent.start("");
            }

            await().atMost(ChaosRig.PATIENCE)
                    .until(() -> state(rig, run, "plain") == TaskState.TASK_STATE_AWAITING_DECISION
                            && state(rig, run, "repeatable") == TaskState.TASK_STATE_SUCCEEDED
                            && state(rig, run, "probed") == TaskState.TASK_STATE_SUCCEEDED);
            holdsWithWhatIsKnown(task(rig, run, "plain"));
            assertThat(executions(task(rig, run, "repeatable")))
                    .extracting(Attempt::getOutcome)
                    .containsExactly("UNKNOWN", "SUCCEEDED");
            assertThat(executions(task(rig, run, "probed")))
                    .extracting(Attempt::getOutcome)
                    .containsExactly("UNKNOWN");
            assertThat(task(rig, run, "probed").getAttemptsList())
                    .as("asked before it was begun, and after its end was not known")
                    .extracting(Attempt::getPurpose)
                    .containsExactly("probe", "execute", "probe");
            startedOnceEach(ledger, 4);

            rig.console.insist(
                    Console.decide("done", run, task(rig, run, "plain"), DecisionKind.DECISION_KIND_MARK_DONE));
            await().atMost(ChaosRig.PATIENCE)
                    .until(
                            () -> rig.console.ask(Console.run(run)).map(Run::getPhase),
                            phase -> phase.equals(java.util.Optional.of(RunPhase.RUN_PHASE_SUCCEEDED)));
            startedOnceEach(ledger, 4);
        }
    }

    private static void holdsWithWhatIsKnown(Task plain) {
        assertThat(executions(plain)).singleElement().satisfies(only -> {
            assertThat(only.getOutcome()).isEqualTo("UNKNOWN");
            assertThat(only.getMessage())
                    .contains("has been restarted")
                    .contains("host-1-boot-1")
                    .contains("host-1-boot-2");
        });
        assertThat(plain.getQuestion().getWhy()).contains("has been restarted");
        assertThat(plain.getQuestion().getChoicesList())
                .contains(DecisionKind.DECISION_KIND_RETRY, DecisionKind.DECISION_KIND_MARK_DONE);
    }

    private static void startedOnceEach(StepLedger ledger, int attempts) throws IOException {
        assertThat(ledger.starts()).hasSize(attempts);
        assertThat(ledger.starts().values()).containsOnly(1);
    }

    private static TaskState state(ChaosRig rig, String run, String step) throws InterruptedException {
        return task(rig, run, step).getState();
    }

    private static Task task(ChaosRig rig, String run, String step) throws InterruptedException {
        return rig.console.insist(Console.tasks(run)).stream()
                .filter(task -> task.getStep().equals(step))
                .findFirst()
                .orElseThrow();
    }

    private static List<Attempt> executions(Task task) {
        return task.getAttemptsList().stream()
                .filter(attempt -> attempt.getPurpose().equals("execute"))
                .toList();
    }
}
