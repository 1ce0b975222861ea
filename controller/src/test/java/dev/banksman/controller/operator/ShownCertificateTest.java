package dev.banksman.controller.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ShownCertificateTest {

    @TempDir
    private Path directory;

    @Test
    void aRenewedCertificateIsServedWithoutARestartAndOpenConnectionsStay() throws Exception {
        var nearlyOver = Duration.ofDays(61);
        try (var listener = new OperatorListener(directory, nearlyOver)) {
            listener.clock.advance(nearlyOver);
            var first = listener.certificate.current().certificate();
            try (var early = listener.connect()) {
                assertThat(shownTo(early)).isEqualTo(first);

                listener.certificate.renewIfDue();
                var renewed = listener.certificate.current().certificate();

                assertThat(renewed.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
                try (var late = listener.connect()) {
                    assertThat(shownTo(late)).isEqualTo(renewed);
                }
                assertThat(answerTo(early)).startsWith("HTTP/1.1 200");
            }
        }
    }

    private static X509Certificate shownTo(SSLSocket client) throws Exception {
        client.startHandshake();
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }

    private static String answerTo(SSLSocket client) throws Exception {
        client.getOutputStream()
                .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
