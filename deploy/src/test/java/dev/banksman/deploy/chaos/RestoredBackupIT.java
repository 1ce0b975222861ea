package dev.banksman.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.proto.operator.v1.Run;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody restores the controller's directory from a copy that was made earlier in the same run: the hosts have seen
 * more than its journal knows. The run is held with that reason, and nothing is done again.
 */
@Tag("slow")
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "finds and kills processes by /proc and signals; the same on Windows has not been written")
@Timeout(900)
class RestoredBackupIT {

    private static final String RUNBOOK = """
        runbook: restored
        title: Two steps, and a copy of the controller made between them
        parameters:
          ledger: {type: path}
        roles:
          server: {hosts: 2}
        stages:
          - stage: work
            on: server
            steps:
              - step: before-the-copy
                exec: &work
                  script:
                    shell: sh
                    body: |
                      echo "$BANKSMAN_ATTEMPT $$" >>"$LEDGER/starts" && sync "$LEDGER/starts" || exit 99
                      until [ -e "$LEDGER/$BANKSMAN_TASK" ]; do sleep 0.1; done
                  env: {LEDGER: '${ledger}'}
              - step: after-the-copy
                exec: *work
              - step: last
                exec: *work
        """;

    private static final String INVENTORY = """
        inventory: restored
        hosts:
          host-1: {roles: [server]}
          host-2: {roles: [server]}
        """;

    @Test
    void theRunIsHeldAndNothingIsDoneAgain(@TempDir Path directory) throws Exception {
        try (var rig = new ChaosRig(directory, 2, ChaosRig.Disks.NONE)) {
            var ledger = new StepLedger(directory.resolve("ledger"));
            var run = rig.console.insist(Console.start(
                    "restored",
                    RUNBOOK,
                    INVENTORY,
                    Map.of("ledger", ledger.directory().toString())));
            awaitState(rig, run, "before-the-copy", TaskState.TASK_STATE_RUNNING);
            rig.controller.kill();
            var copy = directory.resolve("copy");
            copy(rig.data, copy);

            rig.controller.start("");
            rig.awaitController();
            Files.createFile(ledger.directory().resolve("work.before-the-copy"));
            Files.createFile(ledger.directory().resolve("work.after-the-copy"));
            awaitState(rig, run, "last", TaskState.TASK_STATE_RUNNING);
            var starts = ledger.starts();
            assertThat(starts).hasSize(6);

            rig.controller.kill();
            restore(copy, rig.data);
            rig.controller.start("");
            rig.awaitController();
            rig.awaitConnected();
            await().atMost(ChaosRig.PATIENCE)
                    .until(() -> rig.console
                            .ask(Console.run(run))
                            .filter(Run::getHeld)
                            .isPresent());
            assertThat(rig.console.insist(Console.run(run)).getReason())
                    .containsPattern("host host-[12] has seen (attempt 3|position \\d+|another event)");

            // What runs goes on to its end; nothing new starts, however often the agents come back.
            Files.createFile(ledger.directory().resolve("work.last"));
            await().atMost(ChaosRig.PATIENCE)
                    .until(() -> rig.hosts.values().stream()
                            .allMatch(host -> host.commands().attempts().isEmpty()));
            for (var host : rig.hosts.values()) {
                host.agent.kill();
                host.agent.start("");
            }
            rig.awaitConnected();
            rig.controller.kill();
            rig.controller.start("");
            rig.awaitController();
            rig.awaitConnected();
            var held = rig.console.insist(Console.run(run));
            assertThat(held.getHeld()).isTrue();
            assertThat(held.getPhase()).isEqualTo(RunPhase.RUN_PHASE_RUNNING);
            assertThat(ledger.starts()).isEqualTo(starts);
            assertThat(ledger.starts().values()).containsOnly(1);
        }
    }

    private static void awaitState(ChaosRig rig, String run, String step, TaskState state) {
        await().atMost(ChaosRig.PATIENCE)
                .until(() -> rig.console.ask(Console.tasks(run)).stream()
                                .flatMap(tasks -> tasks.stream())
                                .filter(task -> task.getStep().equals(step))
                                .map(Task::getState)
                                .filter(state::equals)
                                .count()
                        == 2);
    }

    /** The addresses stay those of the running controller: agents know no others. */
    private static void restore(Path copy, Path data) throws IOException {
        var endpoints = data.resolve("endpoints.properties");
        var kept = Files.readString(endpoints);
        delete(data);
        copy(copy, data);
        Files.writeString(endpoints, kept);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException problem) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
