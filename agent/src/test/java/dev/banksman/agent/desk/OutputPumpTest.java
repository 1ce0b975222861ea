package dev.banksman.agent.desk;

import static dev.banksman.agent.desk.DeskHarness.command;
import static dev.banksman.agent.desk.DeskHarness.key;
import static dev.banksman.proto.agent.v1.OutputStream.OUTPUT_STREAM_STDERR;
import static dev.banksman.proto.agent.v1.OutputStream.OUTPUT_STREAM_STDOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.agent.supervise.Sighting;
import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.OutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutputPumpTest {

    private static final Duration INSTANT = Duration.ofMillis(10);

    private DeskHarness agent;

    @BeforeEach
    void start() throws IOException {
        agent = new DeskHarness();
    }

    private void begin(long outputLimit) {
        agent.desk.dispatch(command(1).setOutputLimit(outputLimit).build());
        agent.launcher.sightings.put(
                key(1), new Sighting.Running(99, agent.now().wall()));
        agent.pass(INSTANT);
    }

    private void end() throws InterruptedException {
        agent.launcher.sightings.put(
                key(1), new Sighting.Exited(0, agent.now().wall(), Optional.empty(), Optional.empty()));
        agent.pass(INSTANT);
        agent.inside.finish(key(1));
        agent.pass(INSTANT);
    }

    private void print(String text) {
        agent.spool.append(key(1), OUTPUT_STREAM_STDOUT, text.getBytes(StandardCharsets.UTF_8));
        agent.pass(INSTANT);
    }

    private void acknowledge(OutputStream stream, long offset, boolean end) {
        agent.desk.outputAcknowledged(OutputAck.newBuilder()
                .setAttempt(key(1).toId())
                .setStream(stream)
                .setOffset(offset)
                .setEnd(end)
                .build());
    }

    @Test
    void sendsOutputAsItIsWrittenAndMarksTheEndOfBothStreams() throws Exception {
        begin(1000);
        print("one ");
        print("two");
        assertThat(agent.outbox.text(OUTPUT_STREAM_STDOUT)).isEqualTo("one two");
        end();
        assertThat(agent.outbox.chunks)
                .filteredOn(chunk -> chunk.getEnd())
                .extracting(chunk -> chunk.getStream())
                .containsExactlyInAnyOrder(OUTPUT_STREAM_STDOUT, OUTPUT_STREAM_STDERR);
    }

    @Test
    void keepsHeadAndTailAndCountsTheCutExactly() throws Exception {
        begin(10);
        print("0123456789abcdefghijklmnopqrstuvwxyz");
        assertThat(agent.outbox.text(OUTPUT_STREAM_STDOUT)).isEqualTo("0123456789");
        end();
        assertThat(agent.outbox.text(OUTPUT_STREAM_STDOUT)).isEqualTo("0123456789qrstuvwxyz");
        var stdout = agent.outbox.last().getEnded().getStreams(0);
        assertThat(stdout.getLength()).isEqualTo(36);
        assertThat(stdout.getCut()).isEqualTo(16);
    }

    @Test
    void cutsNothingThatFitsIntoHeadAndTail() throws Exception {
        begin(10);
        print("0123456789abcdefghij");
        end();
        assertThat(agent.outbox.text(OUTPUT_STREAM_STDOUT)).isEqualTo("0123456789abcdefghij");
        assertThat(agent.outbox.last().getEnded().getStreams(0).getCut()).isZero();
    }

    @Test
    void givesBackTheSpaceOfWhatNobodyWillAskFor() throws Exception {
        begin(1024);
        agent.spool.append(key(1), OUTPUT_STREAM_STDOUT, new byte[20 * 1024 * 1024]);
        agent.pass(INSTANT);
        assertThat(agent.spool.freed).hasSize(1);
        assertThat(agent.spool.freed.get(0)[0]).isGreaterThan(1024);
        assertThat(agent.spool.freed.get(0)[1]).isLessThan(20 * 1024 * 1024 - 1024);
    }

    @Test
    void goesOnFromWhatWasAcknowledgedAfterABreak() throws Exception {
        begin(1000);
        print("0123456789");
        acknowledge(OUTPUT_STREAM_STDOUT, 4, false);
        agent.desk.linkDown();
        agent.outbox.chunks.clear();
        agent.desk.linkUp();
        assertThat(agent.outbox.chunks.get(0).getOffset()).isEqualTo(4);
        assertThat(agent.outbox.chunks.get(0).getData().toStringUtf8()).isEqualTo("456789");
    }

    @Test
    void followsTheControllerWhereItHasLessOrMoreThanThought() throws Exception {
        begin(1000);
        print("0123456789");
        acknowledge(OUTPUT_STREAM_STDOUT, 8, false);
        agent.outbox.chunks.clear();
        acknowledge(OUTPUT_STREAM_STDOUT, 2, false);
        agent.pass(INSTANT);
        assertThat(agent.outbox.chunks.get(0).getOffset()).isEqualTo(2);
        agent.restart();
        acknowledge(OUTPUT_STREAM_STDOUT, 10, false);
        agent.outbox.chunks.clear();
        print("X");
        assertThat(agent.outbox.chunks.get(0).getOffset()).isEqualTo(10);
    }

    @Test
    void sendsOnlyWhatTheLinkTakes() throws Exception {
        begin(10_000_000);
        agent.outbox.room = 2;
        agent.spool.append(key(1), OUTPUT_STREAM_STDOUT, new byte[500_000]);
        agent.pass(INSTANT);
        assertThat(agent.outbox.chunks).hasSize(2);
        assertThat(agent.outbox.chunks.get(0).getData().size()).isEqualTo(32 * 1024);
        agent.outbox.room = 3;
        agent.desk.readyForOutput();
        assertThat(agent.outbox.chunks).hasSize(3);
    }

    @Test
    void doesNotSendAgainWhatWasDeliveredWholeEvenAfterARestart() throws Exception {
        begin(1000);
        print("text");
        end();
        acknowledge(OUTPUT_STREAM_STDOUT, 4, true);
        acknowledge(OUTPUT_STREAM_STDERR, 0, true);
        agent.restart();
        agent.pass(INSTANT);
        assertThat(agent.outbox.chunks).isEmpty();
    }
}
