package dev.banksman.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step that is under way while clocks are set, and that must end as if they had not been; then one whose time runs
 * out, and must, however far the clocks go back meanwhile.
 */
final class ClockJumps {

    /** Shorter than any jump, and longer than whatever a test of this takes by itself. */
    static final Duration ALLOWED = Duration.ofHours(1);

    /** True time, long enough to set clocks and to start programs again meanwhile. */
    static final Duration SHORT = Duration.ofSeconds(15);

    private static final String RUNBOOK = """
        runbook: clock-jumps
        title: Steps under way while clocks are set
        parameters:
          ledger: {type: path}
        roles:
          worker: {hosts: 1}
        stages:
          - stage: work
            on: worker
            steps:
              - step: under-way
                timeout: 1h
                exec:
                  script:
                    shell: sh
                    body: |
                      echo "$BANKSMAN_ATTEMPT $$" >>"$LEDGER/starts" && sync "$LEDGER/starts" || exit 99
                      until [ -e "$LEDGER/go" ]; do sleep 0.1; done
                      echo "$BANKSMAN_ATTEMPT 7" >>"$LEDGER/ends" && sync "$LEDGER/ends" || exit 99
                      exit 7
                  env: {LEDGER: '${ledger}'}
                  expected-exit-codes: [7]
              - step: overrun
                timeout: 15s
                on-failure: continue
                exec:
                  script:
                    shell: sh
                    body: |
                      cut -d ' ' -f 1 /proc/uptime >"$LEDGER/overrun-begun"
                      echo "$BANKSMAN_ATTEMPT $$" >>"$LEDGER/starts" && sync "$LEDGER/starts" || exit 99
                      while :; do sleep 0.1; done
                  env: {LEDGER: '${ledger}'}
        """;

    final StepLedger ledger;
    private final NetRig<Clocked.Machine> rig;
    private final String run;

    /** Starts it, and returns when the first step runs. */
    ClockJumps(NetRig<Clocked.Machine> rig, Path root) throws IOException, InterruptedException {
        this.rig = rig;
        var key = SystemTime.ids().get();
        ledger = new StepLedger(root.resolve("ledger").resolve(key));
        run = rig.console.insist(Console.start(
                key,
                RUNBOOK,
                ChaosRunbook.inventory(rig.hosts.keySet()),
                Map.of("ledger", ledger.directory().toString())));
        await("the step runs")
                .atMost(ChaosRig.PATIENCE)
                .until(() ->
                        ledger.starts().size() == 1 && task("under-way").getState() == TaskState.TASK_STATE_RUNNING);
    }

    void go() throws IOException {
        Files.createFile(ledger.directory().resolve("go"));
    }

    Task task(String step) throws InterruptedException {
        return rig.console.insist(Console.tasks(run)).stream()
                .filter(task -> task.getStep().equals(step))
                .findFirst()
                .orElseThrow();
    }

    void awaitOverrun() {
        await("the second step runs")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> Files.exists(ledger.directory().resolve("overrun-begun"))
                        && ledger.starts().size() == 2);
    }

    /** It runs, and nobody thinks anything else of it. */
    void stillRuns(String step) throws InterruptedException {
        assertThat(task(step).getState()).isEqualTo(TaskState.TASK_STATE_RUNNING);
        assertThat(task(step).getAttemptsList()).hasSize(1);
    }

    /** The run ends by itself: the first step with its own end, the second at its deadline and not before. */
    void endsRight() throws IOException, InterruptedException {
        await("the second step's time runs out")
                .atMost(ChaosRig.PATIENCE)
                .until(() -> task("overrun").getState() == TaskState.TASK_STATE_TIMED_OUT);
        var end = uptime(Path.of("/proc/uptime"));
        var begun = uptime(ledger.directory().resolve("overrun-begun"));
        assertThat(end.minus(begun)).as("true time that it was given").isGreaterThanOrEqualTo(SHORT.minusSeconds(2));
        await("the run ends, as one in which a step has timed out")
                .atMost(ChaosRig.PATIENCE)
                .until(
                        () -> rig.console.ask(Console.run(run)).map(Run::getPhase),
                        Optional.of(RunPhase.RUN_PHASE_FAILED)::equals);
        assertThat(ledger.starts().values()).as("started once each").containsExactly(1, 1);
        assertThat(task("under-way").getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
        for (var step : List.of("under-way", "overrun")) {
            assertThat(task(step).getAttemptsList()).as(step).hasSize(1);
        }
        assertThat(task("under-way").getAttempts(0).getExitCode()).isEqualTo(7);
        assertThat(ledger.ends().values()).containsExactly(7);
    }

    private static Duration uptime(Path file) throws IOException {
        var seconds = Double.parseDouble(Files.readString(file).strip().split(" ")[0]);
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    /** When the run was started, on the controller's clock. */
    Instant begun() throws InterruptedException {
        var at = rig.console.insist(Console.run(run)).getStartedAt();
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }
}
