package dev.banksman.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.banksman.controller.telemetry.Metric;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.OutputStream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputStoreTest {

    private static final AttemptId ATTEMPT = FleetFixture.attempt("run-1", "session-host-1", 7);
    private static final OutputName NAME = OutputName.of(ATTEMPT, OutputStream.OUTPUT_STREAM_STDOUT);

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Acks acks = new Acks();
    private OutputStore store;

    @BeforeEach
    void open() throws Exception {
        store = OutputStore.open(directory, 1_000_000, metrics);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void keepsEachByteAtItsOffsetAndIgnoresRepetitions() throws Exception {
        take(0, "hello ");
        take(0, "hello ");
        take(3, "lo world");
        take(6, "world");

        assertThat(read(0)).isEqualTo("hello world");
        assertThat(read(6)).isEqualTo("world");
        assertThat(Metric.OUTPUT_BYTES.counter(metrics).count()).isEqualTo(11);
        assertThat(Files.readString(directory.resolve("run-1/session-host-1/7.stdout")))
                .isEqualTo("hello world");
    }

    @Test
    void asksForWhatIsMissing() throws Exception {
        take(0, "hello ");
        take(9, "ld");

        assertThat(acks.lines()).contains("6");
        assertThat(read(0)).isEqualTo("hello ");
    }

    @Test
    void acknowledgesAfterTheSyncAndNotBefore() throws Exception {
        take(0, "hello");
        var before = acks.lines();
        store.syncAll();

        assertThat(before).doesNotContain("5");
        assertThat(acks.lines()).contains("5");
    }

    @Test
    void acknowledgesByItselfWithinAMoment() throws Exception {
        take(0, "hello");
        await().untilAsserted(() -> assertThat(acks.lines()).contains("5"));
    }

    @Test
    void syncsALargeAmountAtOnce() throws Exception {
        take(0, "x".repeat(200_000));
        take(200_000, "x".repeat(100_000));

        assertThat(acks.lines()).contains("300000");
    }

    @Test
    void acknowledgesTheEndOnceItIsDurable() throws Exception {
        take(0, "done");
        store.take(NAME, chunk(4, "").setEnd(true).build(), acks);
        store.syncAll();

        assertThat(acks.lines()).last().isEqualTo("4 end");
        assertThat(slice(0, 100).last()).isTrue();
        assertThat(metrics.get(Metric.OUTPUT_OPEN.label).gauge().value()).isZero();

        store.take(NAME, chunk(4, "").setEnd(true).build(), acks);
        store.syncAll();
        assertThat(acks.lines()).last().isEqualTo("4 end");
    }

    @Test
    void anEmptyStreamLeavesNoFile() throws Exception {
        store.take(NAME, chunk(0, "").setEnd(true).build(), acks);
        store.syncAll();

        assertThat(acks.lines()).containsExactly("0 end");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void recordsACutAndReadsAroundIt() throws Exception {
        take(0, "head");
        store.take(
                NAME,
                chunk(1_000_004, "tail").setSkipped(1_000_000).setEnd(true).build(),
                acks);
        store.syncAll();

        assertThat(new String(slice(0, 100).data(), StandardCharsets.UTF_8)).isEqualTo("head");
        var slice = slice(4, 100);
        assertThat(slice.skipped()).isEqualTo(1_000_000);
        assertThat(new String(slice.data(), StandardCharsets.UTF_8)).isEqualTo("tail");
        assertThat(slice.next()).isEqualTo(1_000_008);
        assertThat(slice.last()).isTrue();
        assertThat(Metric.OUTPUT_CUT.counter(metrics, "agent").count()).isEqualTo(1_000_000);

        restart();
        assertThat(slice(500, 100)).satisfies(again -> {
            assertThat(again.skipped()).isEqualTo(999_504);
            assertThat(again.last()).isTrue();
        });
    }

    @Test
    void goesOnAfterARestartFromWhereTheAgentIs() throws Exception {
        take(0, "hello ");
        restart();
        take(6, "world");

        assertThat(read(0)).isEqualTo("hello world");
    }

    @Test
    void writesAnewWhatMayNeverHaveReachedTheDisk() throws Exception {
        take(0, "hello world");
        store.close();
        // As after a power loss: the length is there, the bytes acknowledged to nobody are not.
        Files.write(
                directory.resolve("run-1/session-host-1/7.stdout"),
                "hello\0\0\0\0\0\0".getBytes(StandardCharsets.UTF_8));
        store = OutputStore.open(directory, 1_000_000, metrics);

        take(5, " wor");
        take(9, "ld!");

        assertThat(read(0)).isEqualTo("hello world!");
    }

    @Test
    void keepsNoMoreThanItsLimitAndCountsTheRest() throws Exception {
        store.close();
        store = OutputStore.open(directory, 10, metrics);
        take(0, "12345678");
        take(8, "90abc");
        take(13, "def");
        store.take(NAME, chunk(16, "").setEnd(true).build(), acks);
        store.syncAll();

        assertThat(read(0)).isEqualTo("1234567890");
        assertThat(slice(10, 100).skipped()).isEqualTo(6);
        assertThat(Metric.OUTPUT_CUT.counter(metrics, "controller").count()).isEqualTo(6);
        assertThat(acks.lines()).last().isEqualTo("16 end");
        assertThat(Files.size(directory.resolve("run-1/session-host-1/7.stdout")))
                .isEqualTo(10);
    }

    @Test
    void boundsTheNumberOfCuts() throws Exception {
        for (int i = 0; i < OutputMarks.MAX_CUTS + 500; i++) {
            store.take(NAME, chunk(i * 10L + 5, "x").setSkipped(i == 0 ? 5 : 9).build(), acks);
        }
        store.syncAll();

        assertThat(Files.readAllLines(directory.resolve("run-1/session-host-1/7.stdout.marks")))
                .hasSizeLessThanOrEqualTo(OutputMarks.MAX_CUTS);
    }

    @Test
    void tellsFollowersOfGrowthUntilTheyLeave() throws Exception {
        var calls = new AtomicInteger();
        var following = store.follow(ATTEMPT, OutputStream.OUTPUT_STREAM_STDOUT, calls::incrementAndGet);
        take(0, "a");
        assertThat(calls).hasValue(1);

        following.close();
        take(1, "b");
        assertThat(calls).hasValue(1);
    }

    @Test
    void tellsTheSenderWhenTheDiskFails() throws Exception {
        Files.writeString(directory.resolve("run-1"), "a file where a directory should be");

        assertThatThrownBy(() -> take(0, "hello")).isInstanceOf(java.io.IOException.class);
        assertThat(acks.lines()).isEmpty();
    }

    @Test
    void refusesNamesThatLeadElsewhere() {
        for (var run : List.of("", "..", "a/b", "../x", "a\\b", "a..b", "a\0b")) {
            assertThatThrownBy(() ->
                            store.read(FleetFixture.attempt(run, "h", 1), OutputStream.OUTPUT_STREAM_STDOUT, 0, 10))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void readsNothingOfWhatIsNotThere() throws Exception {
        var slice = slice(0, 100);
        assertThat(slice.data()).isEmpty();
        assertThat(slice.length()).isZero();
        assertThat(slice.ended()).isFalse();
    }

    private void restart() throws Exception {
        store.close();
        store = OutputStore.open(directory, 1_000_000, metrics);
    }

    private void take(long offset, String text) throws Exception {
        store.take(NAME, chunk(offset, text).build(), acks);
    }

    private static OutputChunk.Builder chunk(long offset, String text) {
        return OutputChunk.newBuilder()
                .setAttempt(ATTEMPT)
                .setStream(OutputStream.OUTPUT_STREAM_STDOUT)
                .setOffset(offset)
                .setData(ByteString.copyFromUtf8(text));
    }

    private String read(long offset) throws Exception {
        return new String(slice(offset, 1_000_000).data(), StandardCharsets.UTF_8);
    }

    private OutputSlice slice(long offset, int max) throws Exception {
        return store.read(ATTEMPT, OutputStream.OUTPUT_STREAM_STDOUT, offset, max);
    }

    private static final class Acks implements OutputStore.Sender {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void durable(OutputName name, long offset, boolean end) {
            lines.add(offset + (end ? " end" : ""));
        }

        @Override
        public void failed(OutputName name) {
            lines.add("failed");
        }

        List<String> lines() {
            return List.copyOf(lines);
        }
    }
}
