package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Tcp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TcpActionTest {

    private final FakeContext context = new FakeContext(Path.of("/attempt"));

    @Test
    void seesAPortThatAnswers() throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var passed = run(tcp(server.getLocalPort()));
            var failed = run(tcp(server.getLocalPort()).setExpectClosed(true));

            assertThat(passed.succeeded()).isTrue();
            assertThat(failed.succeeded()).isFalse();
            assertThat(failed.message())
                    .isEqualTo("Expected 127.0.0.1:%1$d closed; observed 127.0.0.1:%1$d open."
                            .formatted(server.getLocalPort()));
        }
    }

    @Test
    void waitsForAPortToOpen() throws Exception {
        var port = closedPort();
        try (var server = new ServerSocket()) {
            context.duringPause(() -> {
                if (context.pauses() == 2) {
                    bind(server, port);
                }
            });

            assertThat(run(tcp(port)).succeeded()).isTrue();
        }
    }

    @Test
    void seesAPortThatRefuses() throws Exception {
        var port = closedPort();

        assertThat(run(tcp(port).setExpectClosed(true)).succeeded()).isTrue();
        var failed = run(tcp(port));
        assertThat(failed.succeeded()).isFalse();
        assertThat(failed.message()).contains("observed 127.0.0.1:" + port + " closed (connection refused)");
        assertThat(context.nanoTime()).isEqualTo(5_000_000_000L);
    }

    @Test
    void anUnknownNameIsNoClosedPort() throws Exception {
        var finding = run(
                Tcp.newBuilder().setAddress("no-such-host.invalid").setPort(1).setExpectClosed(true));

        assertThat(finding.succeeded()).isFalse();
        assertThat(finding.message()).contains("the name no-such-host.invalid is not known");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> run(tcp(0))).hasMessageContaining("tcp.port: expected 1 to 65535, found 0");
        assertThatThrownBy(() -> run(Tcp.newBuilder().setPort(1))).hasMessageContaining("tcp.address");
    }

    private static void bind(ServerSocket server, int port) {
        try {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int closedPort() throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            return server.getLocalPort();
        }
    }

    private static Tcp.Builder tcp(int port) {
        return Tcp.newBuilder().setAddress("127.0.0.1").setPort(port);
    }

    private Finding run(Tcp.Builder tcp) throws Exception {
        var work = new TcpAction().prepare(Action.newBuilder().setTcp(tcp).build(), Path.of("/attempt"));
        assertThat(work.onlyLooks()).isTrue();
        return Prepared.run(work, context);
    }
}
