package dev.banksman.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.banksman.agent.action.ArtifactTransferException;
import dev.banksman.common.Digest;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server that breaks its streams when told to. */
final class ArtifactClientTest {

    private static final byte[] CONTENT = content();
    private static final Digest DIGEST = Digest.of(CONTENT);

    @TempDir
    private Path directory;

    private final BreakingArtifacts artifacts = new BreakingArtifacts();
    private Server server;
    private ManagedChannel channel;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(artifacts)
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        file = directory.resolve("file");
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void fetchGoesOnWhereItStopped() throws Exception {
        artifacts.hold(CONTENT);
        // Far more breaks than tries: as long as something moves, it goes on.
        artifacts.breakAfterBytes(CONTENT.length / 20);

        client(Duration.ofMillis(1)).fetch(DIGEST, file);

        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(artifacts.bytesSent()).isLessThan(CONTENT.length + CONTENT.length / 2);
        assertThat(artifacts.calls()).isGreaterThan(15);
    }

    @Test
    void fetchUsesWhatAnEarlierAgentLeft() throws Exception {
        artifacts.hold(CONTENT);
        Files.write(file, java.util.Arrays.copyOf(CONTENT, CONTENT.length - 10));

        client(Duration.ofMillis(1)).fetch(DIGEST, file);

        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(artifacts.bytesSent()).isEqualTo(10);
    }

    @Test
    void fetchReplacesAPartThatIsSomethingElse() throws Exception {
        artifacts.hold(CONTENT);
        Files.write(file, new byte[100]);
        client(Duration.ofMillis(1)).fetch(DIGEST, file);
        assertThat(file).hasBinaryContent(CONTENT);

        Files.write(file, new byte[CONTENT.length + 5]);
        client(Duration.ofMillis(1)).fetch(DIGEST, file);
        assertThat(file).hasBinaryContent(CONTENT);
    }

    @Test
    void aDamagedCopyIsRefusedAndRemoved() {
        artifacts.holdUnder(DIGEST, "something else".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThatThrownBy(() -> client(Duration.ofMillis(1)).fetch(DIGEST, file))
                .isInstanceOf(ArtifactTransferException.class)
                .hasMessageContaining("expected this digest of what came, found sha256:");
        assertThat(file).doesNotExist();
    }

    @Test
    void anArtifactOfAnotherSizeThanExpectedIsNotFetched() throws Exception {
        artifacts.hold(CONTENT);

        assertThatThrownBy(() -> client(Duration.ofMillis(1)).fetch(DIGEST, 10, file))
                .isInstanceOf(ArtifactTransferException.class)
                .hasMessage("Artifact " + DIGEST + ": expected 10 bytes, found " + CONTENT.length + ".");
        assertThat(file).isEmptyFile();

        client(Duration.ofMillis(1)).fetch(DIGEST, CONTENT.length, file);
        assertThat(file).hasBinaryContent(CONTENT);
    }

    @Test
    void whatWouldBeTheSameAgainIsNotRepeated() {
        assertThatThrownBy(() -> client(Duration.ofMillis(1)).fetch(DIGEST, file))
                .isInstanceOf(ArtifactTransferException.class)
                .hasMessage("Artifact " + DIGEST + " could not be fetched: the controller does not have it; "
                        + "store it there, then retry.");
        assertThat(artifacts.calls()).isEqualTo(1);
    }

    @Test
    void anUnreachableControllerIsNamedAfterAllTries() {
        artifacts.answer(Status.UNAVAILABLE);

        assertThatThrownBy(() -> client(Duration.ofMillis(1)).fetch(DIGEST, file))
                .hasMessageContaining("the controller could not be reached");
        assertThat(artifacts.calls()).isEqualTo(8);
    }

    @Test
    void anInterruptEndsTheWaitBetweenTries() throws Exception {
        artifacts.answer(Status.UNAVAILABLE);
        var ended = new CompletableFuture<Throwable>();
        var thread = new Thread(() -> {
            try {
                client(Duration.ofHours(1)).fetch(DIGEST, file);
            } catch (ArtifactTransferException | InterruptedException e) {
                ended.complete(e);
            }
        });
        thread.start();
        await().until(() -> artifacts.calls() == 1 && thread.getState() == Thread.State.TIMED_WAITING);

        thread.interrupt();

        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void storeGoesOnWhereItStopped() throws Exception {
        Files.write(file, CONTENT);
        artifacts.breakAfterBytes(CONTENT.length / 20);

        var digest = client(Duration.ofMillis(1)).store(file);

        assertThat(digest).isEqualTo(DIGEST);
        assertThat(artifacts.held(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void storingWhatIsThereSendsNothing() throws Exception {
        Files.write(file, CONTENT);
        artifacts.hold(CONTENT);

        assertThat(client(Duration.ofMillis(1)).store(file)).isEqualTo(DIGEST);
        assertThat(artifacts.bytesReceived()).isZero();
    }

    @Test
    void storesAnEmptyFile() throws Exception {
        Files.createFile(file);

        assertThat(artifacts.held(client(Duration.ofMillis(1)).store(file))).isEmpty();
    }

    @Test
    void storeReportsAControllerWithoutRoom() throws Exception {
        Files.write(file, CONTENT);
        artifacts.answer(Status.RESOURCE_EXHAUSTED.withDescription("3 bytes left"));

        assertThatThrownBy(() -> client(Duration.ofMillis(1)).store(file))
                .hasMessageContaining("the controller has no room for it (3 bytes left)");
    }

    private ArtifactClient client(Duration interval) {
        var config = RetryConfig.from(ArtifactClient.retryConfig())
                .intervalFunction(IntervalFunction.of(interval))
                .build();
        return new ArtifactClient(channel, Retry.of(ArtifactClient.RETRY, config));
    }

    private static byte[] content() {
        var content = new byte[3_000_000];
        for (var i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + i / 997);
        }
        return content;
    }
}
