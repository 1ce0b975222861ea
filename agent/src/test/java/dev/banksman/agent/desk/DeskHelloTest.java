package dev.banksman.agent.desk;

import static dev.banksman.agent.desk.DeskHarness.command;
import static dev.banksman.agent.desk.DeskHarness.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.banksman.agent.supervise.Sighting;
import dev.banksman.proto.agent.v1.RefusalReason;
import dev.banksman.proto.agent.v1.RunMark;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a desk says of itself when a link is there: its greeting, and what happened since. */
final class DeskHelloTest {
    private DeskHarness agent;

    @BeforeEach
    void start() throws IOException {
        agent = new DeskHarness();
    }

    @Test
    void greetsWithEveryRunItEverHeardOf() throws Exception {
        agent.desk.dispatch(command(3).setTerm(7).setJournalPosition(12).build());
        var mark = agent.restart().hello().getRuns(0);
        assertThat(mark.getHighestAttempt()).isEqualTo(3);
        assertThat(mark.getHighestTerm()).isEqualTo(7);
        assertThat(mark.getJournalPosition()).isEqualTo(12);
    }

    @Test
    void aHelloCarriesTheRunsHeardOfLastAndTheDeskHeedsAll() throws Exception {
        for (int run = 0; run < Marks.IN_HELLO + 5; run++) {
            agent.store.mark(mark("check-" + run));
        }
        agent.store.mark(mark("check-0"));

        var hello = agent.restart().hello().build();

        assertThat(hello.getRunsList()).hasSize(Marks.IN_HELLO);
        assertThat(hello.getRunsList())
                .extracting(RunMark::getRun)
                .endsWith("check-0")
                .doesNotContain("check-5")
                .contains("check-6");
        assertThat(hello.getSerializedSize()).isLessThan(512 * 1024);
        var old = command(1);
        agent.desk.dispatch(
                old.setAttempt(old.getAttempt().toBuilder().setRun("check-3")).build());
        assertThat(agent.outbox.last().getRefused().getReason())
                .isEqualTo(RefusalReason.REFUSAL_REASON_BELOW_HIGH_WATER);
    }

    private static RunMark mark(String run) {
        return RunMark.newBuilder()
                .setRun(run)
                .setHighestAttempt(7)
                .setHighestTerm(1)
                .setJournalPosition(1_000)
                .setChainHead(ByteString.copyFrom(new byte[32]))
                .build();
    }

    @Test
    void saysAfterTheWelcomeWhatHappenedSinceTheHello() throws Exception {
        agent.desk.dispatch(command(1).build());
        agent.desk.dispatch(command(2).build());
        agent.desk.linkDown();
        agent.desk.hello();
        agent.launcher.sightings.put(
                key(1), new Sighting.Running(99, agent.now().wall()));
        agent.pass(Duration.ofMillis(10));
        agent.outbox.reports.clear();
        agent.desk.linkUp();
        assertThat(agent.outbox.reports).hasSize(1);
        assertThat(agent.outbox.last().getAttempt().getNumber()).isEqualTo(1);
        assertThat(agent.outbox.last().hasStarted()).isTrue();
    }
}
