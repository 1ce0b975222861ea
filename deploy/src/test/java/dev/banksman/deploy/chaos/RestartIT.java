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

/**
 * Hosts that are restarted because a step says so, with processes that are really killed: after an installer that asks
 * for it (3010), by an installer that does it itself (1641), several times in a row, with agents that die between
 * writing down and asking, a controller that dies meanwhile, and a host that does not come back in time.
 */
@Tag("slow")
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "finds and kills processes by /proc and signals; the same on Windows has not been written")
@Timeout(900)
class RestartIT {

    private static final String RUNBOOK = """
        runbook: restarts
        title: Hosts that are restarted on the way
        parameters:
          ledger: {type: path}
        roles:
          server: {hosts: 3}
        stages:
          - stage: install
            on: server
            rolling: {batch: 3, max-failures: 0}
            steps:
              - step: install
                exec:
                  script:
                    shell: sh
                    body: |
                      echo "$BANKSMAN_ATTEMPT $$" >>"$LEDGER/starts" && sync "$LEDGER/starts" || exit 99
                      echo "$CODE" >"$BANKSMAN_EXIT_CODE"
                      [ "$CODE" != 1641 ] || echo "by the installer" >>"$SHUTDOWNS"
                      exit $((CODE & 255))
                  env:
                    LEDGER: ${ledger}
                    CODE: ${host.variables.code}
                    SHUTDOWNS: ${host.variables.shutdowns}
                  reboot-exit-codes: [1641, 3010]
                reboot-if-required: true
              - step: restart
                when: host.name != 'host-3'
                reboot: {reason: Second of two}
                timeout: 10m
              - step: restart-soon
                when: host.name == 'host-3'
                reboot: {}
                timeout: 20s
              - step: after
                check: true
                facts: {min-memory-mib: 1}
        """;

    private static final String INVENTORY = """
        inventory: restarts
        hosts:
          host-1: {roles: [server], variables: {code: '3010', shutdowns: '%1$s/host-1.shutdowns'}}
          host-2: {roles: [server], variables: {code: '1641', shutdowns: '%1$s/host-2.shutdowns'}}
          host-3: {roles: [server], variables: {code: '0', shutdowns: '%1$s/host-3.shutdowns'}}
        """;

    @Test
    void aStepEndsWhenItsHostIsBack(@TempDir Path directory) throws Exception {
        try (var rig = new ChaosRig(directory, 3, ChaosRig.Disks.NONE)) {
            var ledger = new StepLedger(directory.resolve("ledger"));
            var first = rig.hosts.get("host-1");
            var second = rig.hosts.get("host-2");
            var third = rig.hosts.get("host-3");
            restartAgent(first, "restart-written");
            restartAgent(second, "restart-asked");
            rig.awaitConnected();
            var run = rig.console.insist(Console.start(
                    "restarts",
                    RUNBOOK,
                    INVENTORY.formatted(directory),
                    Map.of("ledger", ledger.directory().toString())));

            // host-3 goes down as soon as it is told to, and stays away beyond its time.
            awaitAsked(third);
            third.goDown();

            // host-1 died before it asked; its next agent asks. host-2's installer restarted it, and killed its agent.
            await().atMost(ChaosRig.PATIENCE).until(() -> !first.agent.alive());
            assertThat(first.askedToRestart()).isEmpty();
            first.agent.start("");
            awaitAsked(first);
            awaitAsked(second);
            assertThat(second.askedToRestart().getFirst()).isEqualTo("by the installer");
            first.goDown();
            second.goDown();
            first.agent.start("");
            second.agent.start("");

            // Both are asked to restart once more, by a step of their own; the third one stays away.
            awaitAsked(first);
            awaitAsked(second);
            assertThat(first.askedToRestart()).containsExactly("-r now Second of two");
            await().atMost(ChaosRig.PATIENCE)
                    .until(() -> state(rig, run, "restart-soon", "host-3") == TaskState.TASK_STATE_AWAITING_DECISION);
            assertThat(task(rig, run, "restart-soon", "host-3").getQuestion().getWhy())
                    .contains("host-3 has not come back from its restart");
            rig.controller.kill();
            first.goDown();
            second.goDown();
            rig.controller.start("");
            rig.awaitController();
            first.agent.start("");
            second.agent.start("");
            await().atMost(ChaosRig.PATIENCE)
                    .until(() -> state(rig, run, "after", "host-1") == TaskState.TASK_STATE_SUCCEEDED
                            && state(rig, run, "after", "host-2") == TaskState.TASK_STATE_SUCCEEDED);

            // It comes back after all, too late; a person takes that for done.
            third.agent.start("");
            await().atMost(ChaosRig.PATIENCE)
                    .until(() -> task(rig, run, "restart-soon", "host-3")
                            .getQuestion()
                            .getWhy()
                            .contains("which runs under start host-3-boot-2 now"));
            rig.console.insist(Console.decide(
                    "late", run, task(rig, run, "restart-soon", "host-3"), DecisionKind.DECISION_KIND_MARK_DONE));
            await().atMost(ChaosRig.PATIENCE)
                    .until(
                            () -> rig.console.ask(Console.run(run)).map(Run::getPhase),
                            phase -> phase.equals(Optional.of(RunPhase.RUN_PHASE_SUCCEEDED)));

            assertThat(ledger.starts()).hasSize(3);
            assertThat(ledger.starts().values()).containsOnly(1);
            assertThat(purposes(rig, run, "install", "host-1")).containsExactly("execute", "reboot");
            assertThat(purposes(rig, run, "install", "host-2")).containsExactly("execute", "reboot");
            assertThat(purposes(rig, run, "install", "host-3")).containsExactly("execute");
            for (var host : List.of("host-1", "host-2")) {
                var restarted = task(rig, run, "restart", host);
                assertThat(restarted.getAttemptsList()).hasSize(1);
                assertThat(restarted.getOutputsMap())
                        .containsEntry("start-before", host + "-boot-2")
                        .containsEntry("start", host + "-boot-3");
            }
        }
    }

    private static void restartAgent(ChaosRig.AgentHost host, String point) throws IOException, InterruptedException {
        host.agent.kill();
        host.agent.start(point);
    }

    private static void awaitAsked(ChaosRig.AgentHost host) {
        await().atMost(ChaosRig.PATIENCE).until(() -> !host.askedToRestart().isEmpty());
    }

    private static List<String> purposes(ChaosRig rig, String run, String step, String host)
            throws InterruptedException {
        return task(rig, run, step, host).getAttemptsList().stream()
                .map(Attempt::getPurpose)
                .toList();
    }

    private static TaskState state(ChaosRig rig, String run, String step, String host) throws InterruptedException {
        return task(rig, run, step, host).getState();
    }

    private static Task task(ChaosRig rig, String run, String step, String host) throws InterruptedException {
        return rig.console.insist(Console.tasks(run)).stream()
                .filter(task -> task.getStep().equals(step) && task.getHost().equals(host))
                .findFirst()
                .orElseThrow();
    }
}
