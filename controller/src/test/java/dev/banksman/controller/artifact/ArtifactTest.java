package dev.banksman.controller.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.banksman.common.Digest;
import dev.banksman.controller.telemetry.Metric;
import dev.banksman.proto.agent.v1.ArtifactsGrpc;
import dev.banksman.proto.agent.v1.FetchRequest;
import dev.banksman.proto.agent.v1.ProgressReply;
import dev.banksman.proto.agent.v1.ProgressRequest;
import dev.banksman.proto.agent.v1.StoreChunk;
import dev.banksman.proto.agent.v1.StoreReply;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store through its service, over the wire; who may call it is the fleet's concern and tested there. */
class ArtifactTest {

    private static final int CHUNK_BYTES = 64 * 1024;

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final byte[] content = new byte[5 * CHUNK_BYTES + 17];
    private Digest digest;
    private ArtifactStore store;
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        new SplittableRandom(7).nextBytes(content);
        digest = Digest.of(content);
        store = ArtifactStore.open(directory.resolve("artifacts"), 10_000_000);
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .addService(new ArtifactService(store, metrics))
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        server.shutdownNow().awaitTermination();
    }

    @Test
    void givesBackWhatItTookFromAnyOffset() throws Exception {
        var upload = new Storing();
        upload.send(0, content.length);
        upload.finish();

        await().untilAsserted(() -> assertThat(upload.reply).isNotNull());
        assertThat(upload.reply.getDigest()).isEqualTo(digest.name());
        assertThat(fetch(0)).isEqualTo(content);
        assertThat(fetch(CHUNK_BYTES + 5))
                .isEqualTo(java.util.Arrays.copyOfRange(content, CHUNK_BYTES + 5, content.length));
        assertThat(fetch(content.length)).isEmpty();
        assertThat(Metric.ARTIFACTS_BYTES.counter(metrics, "in").count()).isEqualTo(content.length);
    }

    @Test
    void goesOnFromWhereALostUploadStopped() throws Exception {
        var lost = new Storing();
        lost.send(0, 3 * CHUNK_BYTES);
        await().untilAsserted(() -> assertThat(progress().getOffset()).isEqualTo(3L * CHUNK_BYTES));
        lost.cancel();
        assertThat(store.size(digest)).isEmpty();

        var next = new Storing();
        next.send(3 * CHUNK_BYTES, content.length);
        next.finish();

        await().untilAsserted(() -> assertThat(next.reply).isNotNull());
        assertThat(fetch(0)).isEqualTo(content);
        assertThat(progress().getComplete()).isTrue();
    }

    @Test
    void refusesToGoOnFromElsewhere() {
        var upload = new Storing();
        upload.send(CHUNK_BYTES, content.length);

        upload.assertEnded(Status.Code.OUT_OF_RANGE, "Expected the upload to go on at 0, found " + CHUNK_BYTES);
        assertThat(rejected("wrong-offset")).isEqualTo(1);
    }

    @Test
    void refusesContentThatIsNotWhatItsDigestSaysAndForgetsIt() throws Exception {
        content[1000] ^= 1;
        var upload = new Storing();
        upload.send(0, content.length);
        upload.finish();

        upload.assertEnded(Status.Code.DATA_LOSS, "Expected content of digest " + digest);
        assertThat(store.size(digest)).isEmpty();
        assertThat(progress().getOffset()).isZero();

        content[1000] ^= 1;
        var again = new Storing();
        again.send(0, content.length);
        again.finish();
        await().untilAsserted(() -> assertThat(again.reply).isNotNull());
    }

    @Test
    void refusesAnUploadThatEndsTooEarlyAndKeepsWhatCame() throws Exception {
        var upload = new Storing();
        upload.send(0, CHUNK_BYTES);
        upload.finish();

        upload.assertEnded(Status.Code.OUT_OF_RANGE, "bytes in all, found " + CHUNK_BYTES);
        assertThat(progress().getOffset()).isEqualTo(CHUNK_BYTES);
    }

    @Test
    void answersAtOnceWhenItHasTheArtifact() throws Exception {
        var file = Files.write(directory.resolve("setup.msi"), content);
        assertThat(store.put(file)).isEqualTo(digest);

        var upload = new Storing();
        upload.send(0, CHUNK_BYTES);

        await().untilAsserted(() -> assertThat(upload.reply).isNotNull());
        assertThat(upload.reply.getSize()).isEqualTo(content.length);
    }

    @Test
    void newerUploadOfTheSameArtifactTakesOver() throws Exception {
        var older = new Storing();
        older.send(0, CHUNK_BYTES);
        await().untilAsserted(() -> assertThat(progress().getOffset()).isEqualTo(CHUNK_BYTES));
        var newer = new Storing();
        newer.send(CHUNK_BYTES, 2 * CHUNK_BYTES);
        await().untilAsserted(() -> assertThat(progress().getOffset()).isEqualTo(2L * CHUNK_BYTES));

        older.send(CHUNK_BYTES, 2 * CHUNK_BYTES);
        older.assertEnded(Status.Code.ABORTED, "A newer upload");

        newer.send(2 * CHUNK_BYTES, content.length);
        newer.finish();
        await().untilAsserted(() -> assertThat(newer.reply).isNotNull());
    }

    @Test
    void refusesWhatIsTooLargeOrIsNoDigest() {
        var stub = ArtifactsGrpc.newBlockingStub(channel);
        assertThat(catchThrowable(() -> stub.progress(ProgressRequest.newBuilder()
                        .setDigest("../../etc/passwd")
                        .build())))
                .extracting(failure -> Status.fromThrowable(failure).getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(catchThrowable(() -> fetch(0)))
                .extracting(failure -> Status.fromThrowable(failure).getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
        assertThatThrownBy(() -> store.upload(digest, 10_000_001)).hasMessageContaining("at most 10000000 bytes");
    }

    @Test
    void keepsAnEmptyArtifact() throws Exception {
        var file = Files.write(directory.resolve("empty"), new byte[0]);
        digest = store.put(file);

        assertThat(fetch(0)).isEmpty();
        assertThat(store.size(digest)).hasValue(0);
        assertThat(digest).isEqualTo(Digest.of("".getBytes(StandardCharsets.UTF_8)));
    }

    private double rejected(String reason) {
        return Metric.ARTIFACTS_REJECTED.counter(metrics, reason).count();
    }

    private ProgressReply progress() {
        return ArtifactsGrpc.newBlockingStub(channel)
                .progress(ProgressRequest.newBuilder().setDigest(digest.name()).build());
    }

    private byte[] fetch(long offset) throws Exception {
        var all = new ByteArrayOutputStream();
        var chunks = ArtifactsGrpc.newBlockingStub(channel)
                .fetch(FetchRequest.newBuilder()
                        .setDigest(digest.name())
                        .setOffset(offset)
                        .build());
        while (chunks.hasNext()) {
            chunks.next().getData().writeTo(all);
        }
        return all.toByteArray();
    }

    private final class Storing implements StreamObserver<StoreReply> {

        private final StreamObserver<StoreChunk> chunks =
                ArtifactsGrpc.newStub(channel).store(this);
        private volatile StoreReply reply;
        private volatile Status end;

        void send(int from, int to) {
            for (int at = from; at < to; at += CHUNK_BYTES) {
                chunks.onNext(StoreChunk.newBuilder()
                        .setDigest(digest.name())
                        .setSize(content.length)
                        .setOffset(at)
                        .setData(ByteString.copyFrom(content, at, Math.min(CHUNK_BYTES, to - at)))
                        .build());
            }
        }

        void finish() {
            chunks.onCompleted();
        }

        void cancel() {
            chunks.onError(Status.CANCELLED.asException());
        }

        void assertEnded(Status.Code code, String words) {
            await().untilAsserted(() -> assertThat(end).isNotNull());
            assertThat(end.getCode()).isEqualTo(code);
            assertThat(end.getDescription()).contains(words);
        }

        @Override
        public void onNext(StoreReply value) {
            reply = value;
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
