package dev.banksman.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.banksman.proto.agent.v1.AgentLinkGrpc;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.OutputStream;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output stream over real TLS. */
class OutputLinkTest {

    private static final String HOST = "session-host-1";
    private static final AttemptId ATTEMPT = FleetFixture.attempt("run-1", HOST, 1);
    private static final int CHUNKS = 200;
    private static final int CHUNK_BYTES = 64 * 1024;

    @TempDir
    private Path directory;

    private FleetFixture fleet;

    @BeforeEach
    void start() throws Exception {
        fleet = new FleetFixture(directory);
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    @Test
    void takesInMegabytesWithoutAHoleAndAcknowledgesTheEnd() throws Exception {
        var output = new Output(fleet.agent(HOST));
        var content = new byte[CHUNKS * CHUNK_BYTES];
        new java.util.SplittableRandom(42).nextBytes(content);
        for (int i = 0; i < CHUNKS; i++) {
            var data = ByteString.copyFrom(content, i * CHUNK_BYTES, CHUNK_BYTES);
            output.send(
                    chunk((long) i * CHUNK_BYTES, data).setEnd(i == CHUNKS - 1).build());
        }

        await().untilAsserted(() -> assertThat(output.acks()).last().satisfies(ack -> {
            assertThat(ack.getOffset()).isEqualTo(content.length);
            assertThat(ack.getEnd()).isTrue();
        }));
        assertThat(output.acks()).extracting(OutputAck::getOffset).isSorted();
        var read = fleet.outputs.read(ATTEMPT, OutputStream.OUTPUT_STREAM_STDOUT, 0, content.length);
        assertThat(read.data()).isEqualTo(content);
        assertThat(read.last()).isTrue();
    }

    @Test
    void goesOnAfterAReconnectFromTheAcknowledgedOffset() throws Exception {
        var first = new Output(fleet.agent(HOST));
        first.send(chunk(0, ByteString.copyFromUtf8("hello ")).build());
        await().untilAsserted(() ->
                assertThat(first.acks()).last().extracting(OutputAck::getOffset).isEqualTo(6L));
        first.agent.close();

        var second = new Output(fleet.agent(HOST));
        second.send(chunk(6, ByteString.copyFromUtf8("world")).setEnd(true).build());
        await().untilAsserted(() ->
                assertThat(second.acks()).last().extracting(OutputAck::getEnd).isEqualTo(true));

        assertThat(fleet.outputs
                        .read(ATTEMPT, OutputStream.OUTPUT_STREAM_STDOUT, 0, 100)
                        .data())
                .asString()
                .isEqualTo("hello world");
    }

    @Test
    void refusesOutputOfAnotherHostAndNamesThatLeadElsewhere() throws Exception {
        for (var attempt : List.of(
                FleetFixture.attempt("run-1", "session-host-2", 1),
                FleetFixture.attempt("../../x", HOST, 1),
                FleetFixture.attempt("run-1", HOST, 0))) {
            var output = new Output(fleet.agent(HOST));
            output.send(
                    chunk(0, ByteString.copyFromUtf8("x")).setAttempt(attempt).build());
            await().untilAsserted(() -> assertThat(output.end()).isNotNull());
            assertThat(output.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        assertThat(directory.resolve("output")).isEmptyDirectory();
    }

    @Test
    void aRevokedHostsOpenStreamIsEndedAtItsNextChunk() throws Exception {
        var output = new Output(fleet.agent(HOST));
        output.send(chunk(0, ByteString.copyFromUtf8("x")).build());
        await().untilAsserted(() -> assertThat(output.acks()).isNotEmpty());

        fleet.clock.advance(Duration.ofSeconds(5));
        fleet.trust.revocations().revoke(HOST, "admin", "host was stolen");
        output.send(chunk(1, ByteString.copyFromUtf8("y")).build());

        await().untilAsserted(() -> assertThat(output.end()).isNotNull());
        assertThat(output.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    private static OutputChunk.Builder chunk(long offset, ByteString data) {
        return OutputChunk.newBuilder()
                .setAttempt(ATTEMPT)
                .setStream(OutputStream.OUTPUT_STREAM_STDOUT)
                .setOffset(offset)
                .setData(data);
    }

    private static final class Output implements StreamObserver<OutputAck> {

        private final FakeAgent agent;
        private final List<OutputAck> acks = new CopyOnWriteArrayList<>();
        private final StreamObserver<OutputChunk> chunks;
        private volatile Status end;

        Output(FakeAgent agent) {
            this.agent = agent;
            chunks = AgentLinkGrpc.newStub(agent.channel()).output(this);
        }

        void send(OutputChunk chunk) {
            chunks.onNext(chunk);
        }

        List<OutputAck> acks() {
            return List.copyOf(acks);
        }

        Status end() {
            return end;
        }

        @Override
        public void onNext(OutputAck ack) {
            acks.add(ack);
        }

        @Override
        public void onError(Throwable cause) {
            end = Status.fromThrowable(cause);
        }

        @Override
        public void onCompleted() {
            end = Status.OK;
        }
    }
}
