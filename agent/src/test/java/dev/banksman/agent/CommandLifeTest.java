package dev.banksman.agent;

import static dev.banksman.agent.RealDesk.script;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.proto.agent.v1.Outcome;
import dev.banksman.proto.agent.v1.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes under the real shim, from acceptance to end. */
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
                .isEqualTo("run-1/web-1/1 stage.step run-1 web-1\n" + agent.directory.work(RealDesk.key(1)) + "\n");
    }
}
