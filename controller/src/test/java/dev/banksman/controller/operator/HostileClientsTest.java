package dev.banksman.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import dev.banksman.proto.agent.v1.EnrollRequest;
import dev.banksman.proto.operator.v1.WhoAmIRequest;
import io.grpc.Status;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Those who have shown nothing cost little, and nobody else is kept out by them. */
@Timeout(120)
final class HostileClientsTest {

    @TempDir
    private Path directory;

    private OperatorListener listener;

    @BeforeEach
    void start() throws Exception {
        listener = new OperatorListener(directory);
    }

    @AfterEach
    void goesOnServingAndStops() throws Exception {
        assertThat(listener.operator(listener.adminToken())
                        .whoAmI(WhoAmIRequest.getDefaultInstance())
                        .getName())
                .isEqualTo("admin");
        listener.close();
    }

    @Test
    void whoSaysNothingIsCutOffLongBeforeAnIdleConnection() throws Exception {
        try (var silent = open()) {
            assertThat(isEnded(silent)).isTrue();
        }
    }

    @Test
    void whoStopsInTheMiddleOfAHandshakeIsCutOffToo() throws Exception {
        try (var slow = open()) {
            // The head of a TLS record that announces a ClientHello of 512 bytes, and the first of them.
            slow.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252});
            assertThat(isEnded(slow)).isTrue();
        }
    }

    @Test
    void plainTextAndGarbageAreCutOff() throws Exception {
        try (var plain = open();
                var garbage = open()) {
            plain.getOutputStream().write("GET /metrics HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var bytes = new byte[4_096];
            new Random(1).nextBytes(bytes);
            garbage.getOutputStream().write(bytes);

            assertThat(isEnded(plain)).isTrue();
            assertThat(isEnded(garbage)).isTrue();
        }
    }

    @Test
    void anEnrollmentThatIsTooLargeIsRefusedUnread() throws Exception {
        var large = EnrollRequest.newBuilder()
                .setHost("web-1")
                .setCertificateRequest(ByteString.copyFrom(new byte[1 << 20]))
                .build();
        var enrollment = listener.enrollment();

        assertThat(Status.fromThrowable(catchThrowable(() -> enrollment.enroll(large)))
                        .getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    private Socket open() throws IOException {
        var socket = new Socket("127.0.0.1", listener.server.port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** Whether the server ended it, in whatever way, before this side lost patience. */
    private static boolean isEnded(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // An alert may come first.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
