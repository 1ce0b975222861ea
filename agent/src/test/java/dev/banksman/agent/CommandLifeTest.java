package dev.banksman.agent;

import static dev.banksman.agent.RealDesk.key;
import static dev.banksman.agent.RealDesk.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.OutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes under the real shim, from acceptance to end, with agents that die in between. */
class CommandLifeTest {

    @TempDir
    Path root;

    @Test
    void runsACommandAndTellsItsTrueEnd() throws Exception {
        var agent = new RealDesk(root);
        agent.desk.dispatch(script(1, "echo out; echo err >&2; exit 3").build());
        var ended = agent.end(1);
        assertThat(agent.outbox.reports.get(0).hasAccepted()).isTrue();
        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
        assertThat(ended.getExitCode()).isEqualTo(3);
        assertThat(ended.hasStartedAt()).isTrue();
        agent.turn();
        assertThat(agent.outbox.text(OutputStream.OUTPUT_STREAM_STDOUT)).isEqualTo("out\n");
        assertThat(agent.outbox.text(OutputStream.OUTPUT_STREAM_STDERR)).isEqualTo("err\n");
    }

    @Test
    void tellsACommandWhatItIs() throws Exception {
        var agent = new RealDesk(root);
        agent.desk.dispatch(script(
                        1,
                        "echo $BANKSMAN_ATTEMPT $BANKSMAN_TASK $BANKSMAN_RUN $BANKSMAN_HOST ${BANKSMAN_SHIM-};"
                                + " pwd")
                .build());
        assertThat(agent.end(1).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
        agent.turn();
        assertThat(agent.outbox.text(OutputStream.OUTPUT_STREAM_STDOUT))
                .isEqualTo("run-1/web-1/1 stage.step run-1 web-1\n" + agent.directory.work(key(1)) + "\n");
    }

    @Test
    void givesStandardInputAndEnvironment() throws Exception {
        var agent = new RealDesk(root);
        var dispatch = script(1, "cat; echo \"$GREETING\"");
        dispatch.getActionBuilder().getExecBuilder().setStdin("given\n").putEnv("GREETING", "a  b'\"$c");
        agent.desk.dispatch(dispatch.build());
        agent.end(1);
        agent.turn();
        assertThat(agent.outbox.text(OutputStream.OUTPUT_STREAM_STDOUT)).isEqualTo("given\na  b'\"$c\n");
    }

    @Test
    void blotsOutSecretsInOutputAndMessages() throws Exception {
        Files.createDirectories(root.resolve("secrets"));
        Files.writeString(root.resolve("secrets/db"), "hunter-2-hunter\n");
        var agent = new RealDesk(root);
        var dispatch = script(1, "printf %s \"$PASSWORD\" | cut -c1-15; echo done");
        dispatch.getActionBuilder().getExecBuilder().putSecretEnv("PASSWORD", "db");
        agent.desk.dispatch(dispatch.build());
        agent.end(1);
        agent.turn();
        assertThat(agent.outbox.text(OutputStream.OUTPUT_STREAM_STDOUT)).isEqualTo("***************\ndone\n");
    }

    @Test
    void doesNotStartASecondTimeWhenTheDispatchComesTwice() throws Exception {
        var agent = new RealDesk(root);
        var dispatch = script(1, "echo started >> " + root.resolve("starts")).build();
        agent.desk.dispatch(dispatch);
        agent.desk.dispatch(dispatch);
        agent.end(1);
        agent.desk.dispatch(dispatch);
        assertThat(agent.outbox.last().hasEnded()).isTrue();
        assertThat(Files.readAllLines(root.resolve("starts"))).hasSize(1);
    }

    @Test
    void saysWhyAProgramCouldNotBeStarted() throws Exception {
        var agent = new RealDesk(root);
        var dispatch = Dispatch.newBuilder(script(1, "").build());
        dispatch.getActionBuilder().setExec(Exec.newBuilder().setProgram("/no/such/program"));
        agent.desk.dispatch(dispatch.build());
        var ended = agent.end(1);
        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
        assertThat(ended.getMessage()).contains("/no/such/program").contains("not found");
    }

    @Test
    void adoptsARunningCommandWithItsTrueExitCodeAndNoHoleInItsOutput() throws Exception {
        var go = root.resolve("go");
        var first = new RealDesk(root);
        first.desk.dispatch(script(1, "echo one; while [ ! -e " + go + " ]; do sleep 0.02; done; echo two; exit 7")
                .build());
        first.until(() -> first.started(1));

        var second = new RealDesk(root);
        assertThat(second.desk.hello().getAttempts(0).getStarted().getAdopted()).isTrue();
        Files.createFile(go);
        var ended = second.end(1);

        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
        assertThat(ended.getExitCode()).isEqualTo(7);
        second.turn();
        assertThat(second.outbox.text(OutputStream.OUTPUT_STREAM_STDOUT)).isEqualTo("one\ntwo\n");
    }

    @Test
    void findsTheEndOfACommandThatFinishedWithoutAnAgent() throws Exception {
        var first = new RealDesk(root);
        first.desk.dispatch(script(1, "echo kept; exit 5").build());
        await().until(() -> Files.exists(first.directory.attempt(key(1)).resolve("exit")));

        var ended = new RealDesk(root).end(1);

        assertThat(ended.getExitCode()).isEqualTo(5);
    }

    @Test
    void saysUnknownWhenTheHolderOfTheExitCodeWasKilled() throws Exception {
        var agent = new RealDesk(root);
        agent.desk.dispatch(script(1, "sleep 60").build());
        agent.until(() -> agent.started(1));
        kill(pid(agent, "claim"));
        agent.turn();
        assertThat(agent.outbox.reports).noneMatch(report -> report.hasEnded());
        kill(pid(agent, "body"));

        var ended = agent.end(1);

        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN);
        assertThat(ended.getMessage()).contains("exit code is gone");
        assertThat(ended.hasExitCode()).isFalse();
    }

    @Test
    void saysUnknownAfterARestartOfTheHost() throws Exception {
        var bootId = root.resolve("boot-id");
        Files.writeString(bootId, "first-start\n");
        var first = new RealDesk(root, bootId);
        first.desk.dispatch(script(1, "sleep 60").build());
        first.until(() -> first.started(1));
        kill(pid(first, "claim"));
        kill(pid(first, "body"));
        Files.writeString(bootId, "second-start\n");

        var ended = new RealDesk(root, bootId).end(1);

        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN);
        assertThat(ended.getMessage()).contains("first-start").contains("second-start");
    }

    @Test
    void believesAnExitCodeThatWasDurableBeforeARestartOfTheHost() throws Exception {
        var bootId = root.resolve("boot-id");
        Files.writeString(bootId, "first-start\n");
        var first = new RealDesk(root, bootId);
        first.desk.dispatch(script(1, "exit 9").build());
        await().until(() -> Files.exists(first.directory.attempt(key(1)).resolve("exit")));
        Files.writeString(bootId, "second-start\n");

        assertThat(new RealDesk(root, bootId).end(1).getExitCode()).isEqualTo(9);
    }

    @Test
    void doesNotTakeAnotherProcessForACommandWhosePidItHas() throws Exception {
        var agent = new RealDesk(root);
        agent.desk.dispatch(script(1, "sleep 60").build());
        agent.until(() -> agent.started(1));
        kill(pid(agent, "claim"));
        kill(pid(agent, "body"));
        // The pids belong to a process that is alive, with another start time.
        long alive = ProcessHandle.current().pid();
        for (var name : List.of("claim", "body")) {
            var file = agent.directory.attempt(key(1)).resolve(name);
            Files.writeString(file, Files.readString(file).replaceAll("pid [0-9]+", "pid " + alive));
        }

        assertThat(new RealDesk(root).end(1).getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN);
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void endsTheWholeTreeAtTheDeadline() throws Exception {
        var agent = new RealDesk(root);
        var pids = root.resolve("pids");
        // A child, a grandchild in a session of its own, and one that ignores being asked.
        var body = "note() { echo $$ >> " + pids + "; }; note;"
                + "sh -c 'echo $$ >> " + pids + "; trap \"\" TERM; while :; do sleep 0.05; done' &"
                + "setsid sh -c 'echo $$ >> " + pids + "; (setsid sh -c \"echo \\$\\$ >> " + pids
                + "; sleep 300\" &) ; sleep 300' &"
                + "while [ $(wc -l < " + pids + ") -lt 4 ]; do sleep 0.02; done; echo ready; wait";
        agent.desk.dispatch(script(1, body)
                .setTimeAllowed(com.google.protobuf.Duration.newBuilder().setSeconds(2))
                .setGrace(com.google.protobuf.Duration.newBuilder().setNanos(300_000_000))
                .build());

        var ended = agent.end(1);

        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_TIMED_OUT);
        assertThat(ended.getKilled()).isTrue();
        assertThat(Files.readAllLines(pids)).hasSize(4);
        for (var pid : Files.readAllLines(pids)) {
            // Dead already; whoever inherited it may have to notice yet.
            assertThat(state(pid)).isIn("Z", "gone");
        }
    }

    @Test
    void cancelsInPeaceWhatEndsWhenAsked() throws Exception {
        var agent = new RealDesk(root);
        agent.desk.dispatch(script(1, "sleep 300").build());
        agent.until(() -> agent.started(1));
        var cancel = Cancel.newBuilder()
                .setAttempt(key(1).toId())
                .setTerm(1)
                .setReason("the operator aborted")
                .build();
        agent.desk.cancel(cancel);
        agent.desk.cancel(cancel);
        var ended = agent.end(1);
        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        assertThat(ended.getKilled()).isFalse();
        assertThat(ended.getMessage()).contains("the operator aborted");
    }

    @Test
    void goesOnEndingAfterTheAgentDiedInTheMiddleOfIt() throws Exception {
        var first = new RealDesk(root);
        first.desk.dispatch(script(1, "trap '' TERM; while :; do sleep 0.05; done")
                .setGrace(com.google.protobuf.Duration.newBuilder().setSeconds(1))
                .build());
        first.until(() -> first.started(1));
        first.desk.cancel(
                Cancel.newBuilder().setAttempt(key(1).toId()).setTerm(1).build());

        var ended = new RealDesk(root).end(1);

        assertThat(ended.getOutcome()).isEqualTo(Outcome.OUTCOME_CANCELLED);
        assertThat(ended.getKilled()).isTrue();
    }

    @Test
    void leavesADaemonAloneThatACommandLeftBehind() throws Exception {
        var agent = new RealDesk(root);
        var pid = root.resolve("pid");
        agent.desk.dispatch(script(
                        1,
                        "setsid sh -c 'echo $$ > " + pid + "; exec sleep 60' >/dev/null 2>&1 &" + " while [ ! -s " + pid
                                + " ]; do sleep 0.02; done")
                .build());
        assertThat(agent.end(1).getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
        var daemon =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        assertThat(daemon.isAlive()).isTrue();
        daemon.destroyForcibly();
    }

    private static String state(String pid) {
        try {
            var stat = Files.readString(Path.of("/proc", pid, "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
        } catch (IOException e) {
            return "gone";
        }
    }

    private static long pid(RealDesk agent, String record) throws IOException {
        return Files.readAllLines(agent.directory.attempt(key(1)).resolve(record)).stream()
                .filter(line -> line.startsWith("pid "))
                .mapToLong(line -> Long.parseLong(line.substring(4)))
                .findFirst()
                .orElseThrow();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
}
