package dev.banksman.deploy.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSurvivalTest {

    @TempDir
    private Path root;

    private AgentRig rig;

    @BeforeEach
    void enroll() throws Exception {
        rig = new AgentRig(root);
        rig.enroll();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private List<String> starts() throws IOException {
        var file = root.resolve("starts");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void adoptsACommandAfterKillNineWithItsTrueExitCodeAndWholeOutput() throws Exception {
        var go = root.resolve("go");
        var agent = rig.run("");
        rig.awaitConnected();
        var id = rig.dispatch(
                1,
                "echo started >> " + root.resolve("starts") + "; seq 1 3000; while [ ! -e " + go
                        + " ]; do sleep 0.05; done; seq 3001 6000; exit 7");
        await().until(() -> rig.reports.stream().anyMatch(Report::hasStarted));
        agent.destroyForcibly().waitFor();

        rig.run("");
        await().atMost(Duration.ofMinutes(4)).until(() -> rig.hellos.size() > 1);
        assertThat(rig.hellos.get(1).getAttempts(0).getStarted().getAdopted()).isTrue();
        Files.createFile(go);

        var ended = rig.awaitEnd(id);
        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
        assertThat(ended.getExitCode()).isEqualTo(7);
        assertThat(starts()).hasSize(1);
        var expected = new StringBuilder();
        for (int i = 1; i <= 6000; i++) {
            expected.append(i).append('\n');
        }
        await().untilAsserted(() -> assertThat(rig.stdout(id)).isEqualTo(expected.toString()));
    }

    @Test
    void renewsItsCertificateAndComesBackWithTheNewOne() throws Exception {
        rig.close();
        // Certificates begin a little in the past, so most of a life this short is over at once.
        rig = new AgentRig(root.resolve("short"), Duration.ofMinutes(2));
        rig.enroll();
        var first = rig.certificate();
        rig.run("");
        await().atMost(Duration.ofMinutes(4)).until(() -> rig.hellos.size() > 1);
        assertThat(rig.certificate()).isNotEqualTo(first);
        rig.awaitConnected();
    }

    /** Wherever the agent dies, the command starts at most once, and what is said of it is true. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "accept-prepared",
                "accept-marked",
                "accept-durable",
                "launch-prepared",
                "launch-started",
                "result-known",
                "result-durable"
            })
    void startsAtMostOnceAndTellsTheTruthWhereverTheAgentDies(String point) throws Exception {
        var agent = rig.run(point);
        rig.awaitConnected();
        var id = rig.dispatch(1, "echo started >> " + root.resolve("starts") + "; exit 5");
        assertThat(agent.waitFor()).isEqualTo(137);

        rig.run("");

        var ended = rig.awaitEnd(id);
        if (ended.getOutcome() == Outcome.OUTCOME_NEVER_STARTED) {
            assertThat(starts()).isEmpty();
        } else {
            assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
            assertThat(ended.getExitCode()).isEqualTo(5);
            assertThat(starts()).hasSize(1);
        }
    }
}
