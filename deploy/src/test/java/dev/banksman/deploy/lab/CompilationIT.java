package dev.banksman.deploy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.compose.Bundle;
import dev.banksman.proto.operator.v1.RunPhase;
import dev.banksman.proto.operator.v1.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * R2 is compiled by the client for five hours or more. kill -9 of the agent in the middle of it: the compilation goes on,
 * is adopted by the agent that comes after, and is not run twice. It goes on until the test has seen that.
 */
class CompilationIT {

    private static final String AOS = "localhost";

    private static final Map<String, String> TO_R2 = Map.of("target", "r2", "media", "@lab@/programs/AX2012R2");

    /** The runbooks' own part, alone. */
    private static final String ALONE = """
        runbook: compilation
        version: '1.0'
        title: Full compilation
        include: [ax-common, ax-compile]
        roles:
          production-database: {hosts: 1}
          production-aos: {hosts: 1}
          database: {hosts: 1}
          aos: {hosts: 1}
        stages:
          - stage: compile
            on: aos
            steps:
              - include: ax-compile.full
                with:
                  name: compile-all
                  section: Run Setup on the test system
                  axbuild-fact: AX-066
                  client-fact: AX-067
        """;

    @Test
    void compilationOutlivesItsAgent(@TempDir Path directory) throws Exception {
        try (var lab = LiveLab.start(directory, Bench.AX_IN_PLACE, TO_R2)) {
            new Hands(lab.rig.folder()).doWork(AOS, "install-present-version", Map.of());
            lab.hold(AOS, "compilation");

            var run = lab.startRun("compilation.yaml", Bundle.read(Path.of("compilation.yaml"), CompilationIT::text));

            assertAdopted(lab, run);
        }
    }

    @Tag("slow")
    @Test
    void upgradeToR2OutlivesTheAgentOfItsCompilation(@TempDir Path directory) throws Exception {
        try (var lab = LiveLab.start(directory, Bench.AX_IN_PLACE, TO_R2)) {
            lab.hold(AOS, "compilation");

            var run = lab.startRunWithPeople();

            assertAdopted(lab, run);
            assertThat(lab.rig.folder().state("hosts/" + AOS + "/installed/object-server/version"))
                    .contains("6.2.158.0");
            var starts = LiveLab.starts(lab.rig.folder().startsLog());
            assertThat(starts.values()).containsOnly(1);
        }
    }

    private static void assertAdopted(LiveLab lab, String run) throws Exception {
        var step = "compile.compile-all-by-client";
        var task = lab.awaitTask(
                run,
                step,
                AOS,
                t -> t.getState() == TaskState.TASK_STATE_RUNNING
                        && !LiveLab.executions(t).isEmpty());
        var attempt = LiveLab.executions(task).getLast().getNumber();
        lab.awaitMoreOutput(run, AOS, attempt, "");
        lab.rig.killAgent(AOS);
        var before = lab.output(run, AOS, attempt);
        lab.rig.startAgent(AOS);
        lab.awaitMoreOutput(run, AOS, attempt, before);
        lab.release(AOS, "compilation");
        lab.awaitPhase(run, RunPhase.RUN_PHASE_SUCCEEDED);

        assertThat(LiveLab.executions(lab.task(run, step, AOS))).singleElement().satisfies(only -> {
            assertThat(only.getAdopted()).isTrue();
            assertThat(lab.output(run, AOS, only.getNumber()))
                    .contains("Hour 5 of the compilation\n" + lab.everyAction(AOS, "compilation"));
        });
        assertThat(Files.readAllLines(lab.rig.folder().startsLog()))
                .filteredOn(line -> line.contains("kernelcompileall"))
                .hasSize(1);
    }

    private static byte[] text(Path file) {
        if (file.endsWith("compilation.yaml")) {
            return ALONE.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Files.readAllBytes(Path.of("runbooks").resolve(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
