package dev.banksman.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.agent.LinkedAgent;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.Inquiry;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real agent, with real commands, against a controller in the test's process. */
class ControllerLinkTest {

    @TempDir
    Path root;

    private FakeController controller;
    private LinkedAgent agent;

    @BeforeEach
    void connect() throws Exception {
        controller = new FakeController(0);
        agent = new LinkedAgent(root, controller.port());
        await().until(() -> !controller.heartbeats.isEmpty());
    }

    @AfterEach
    void close() {
        agent.close();
        controller.close();
    }

    private List<Report> ends() {
        return controller.reports.stream().filter(Report::hasEnded).toList();
    }

    @Test
    void carriesACommandFromDispatchToAcknowledgedEndWithItsOutput() {
        controller.dispatch(LinkedAgent.script(1, "echo hello"));
        await().until(() -> !ends().isEmpty());
        assertThat(ends().get(0).getEnded().getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
        await().until(() -> controller.stdout().equals("hello\n"));
        controller.drop();
        await().until(() -> controller.hellos.size() > 1);
        assertThat(controller.hellos.get(1).getAttemptsList()).isEmpty();
        assertThat(controller.hellos.get(1).getRuns(0).getHighestAttempt()).isEqualTo(1);
    }

    @Test
    void comesBackAfterABreakAndTellsWhatIsRunning() throws Exception {
        var go = root.resolve("go");
        controller.dispatch(
                LinkedAgent.script(1, "echo one; while [ ! -e " + go + " ]; do sleep 0.02; done; echo two"));
        await().until(() -> controller.reports.stream().anyMatch(Report::hasStarted));
        controller.drop();
        await().until(() -> controller.hellos.size() > 1);
        assertThat(controller.hellos.get(1).getAttempts(0).hasStarted()).isTrue();
        Files.createFile(go);
        await().until(() -> !ends().isEmpty());
        await().until(() -> controller.stdout().equals("one\ntwo\n"));
    }

    @Test
    void keepsResultsWhileTheControllerIsAwayAndFindsItAgain() throws Exception {
        var go = root.resolve("go");
        controller.dispatch(LinkedAgent.script(1, "while [ ! -e " + go + " ]; do sleep 0.02; done; echo late; exit 4"));
        await().until(() -> controller.reports.stream().anyMatch(Report::hasStarted));
        int port = controller.port();
        controller.close();
        Files.createFile(go);
        await().until(() -> Files.exists(root.resolve("commands/run-1/1/result.pb")));

        controller = new FakeController(port);
        await().atMost(Duration.ofSeconds(20)).until(() -> !controller.hellos.isEmpty());

        assertThat(controller.hellos.get(0).getAttempts(0).getEnded().getExitCode())
                .isEqualTo(4);
        await().until(() -> controller.stdout().equals("late\n"));
    }

    @Test
    void repeatsAnEndUntilItIsAcknowledged() {
        controller.acknowledging = false;
        controller.dispatch(LinkedAgent.script(1, "true"));
        await().until(() -> ends().size() >= 3);
        controller.acknowledging = true;
        await().until(() -> Files.exists(root.resolve("commands/run-1/1/acknowledged")));
    }

    @Test
    void answersADuplicateDispatchWithTheStateOfTheFirst() throws Exception {
        var dispatch = LinkedAgent.script(1, "echo x >> " + root.resolve("starts"));
        controller.dispatch(dispatch);
        controller.dispatch(dispatch);
        await().until(() -> !ends().isEmpty());
        controller.drop();
        await().until(() -> controller.hellos.size() > 1);
        controller.dispatch(dispatch);
        await().until(() -> ends().size() > 1);
        assertThat(Files.readAllLines(root.resolve("starts"))).hasSize(1);
    }

    @Test
    void sendsOutputAgainThatWasNotAcknowledged() throws Exception {
        controller.storingOutput = false;
        controller.dispatch(LinkedAgent.script(1, "seq 1 20000"));
        await().until(() -> !ends().isEmpty() && !controller.chunks.isEmpty());
        controller.storingOutput = true;
        controller.drop();
        var expected = new StringBuilder();
        for (int i = 1; i <= 20000; i++) {
            expected.append(i).append('\n');
        }
        await().until(() -> controller.stdout().contentEquals(expected));
        assertThat(controller.chunks).allMatch(chunk -> chunk.getData().size() <= 32 * 1024);
    }

    @Test
    void answersAnInquiryAboutAnAttemptItNeverGot() {
        controller.send(ControllerMessage.newBuilder()
                .setInquiry(Inquiry.newBuilder()
                        .setAttempt(AttemptId.newBuilder()
                                .setRun("run-9")
                                .setHost("web-1")
                                .setNumber(1)))
                .build());
        await().until(() -> controller.reports.stream().anyMatch(Report::hasUnknown));
    }

    @Test
    void givesUpATryThatIsNotAnsweredAndTriesAgain() {
        controller.greeting = false;
        controller.drop();
        await().until(() -> controller.hellos.size() >= 3);
        controller.greeting = true;
        int beats = controller.heartbeats.size();
        await().until(() -> controller.heartbeats.size() > beats);
    }
}
