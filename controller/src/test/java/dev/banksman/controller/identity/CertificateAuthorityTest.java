package dev.banksman.controller.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.common.SystemTime;
import dev.banksman.common.tls.CertificateRequest;
import dev.banksman.common.tls.Names;
import dev.banksman.common.tls.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(NOW);

    @Test
    void keepsItsKeyToItsOwnerAndIsTheSameAfterARestart() throws Exception {
        var first = open().certificate();
        var second = open().certificate();

        assertThat(second).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("ca/authority.key.pem"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("ca"))))
                .isEqualTo("rwx------");
    }

    @Test
    void beginsAnewAfterACrashBetweenKeyAndCertificate() throws Exception {
        open();
        Files.delete(directory.resolve("ca/authority.pem"));

        var again = open();

        var chain = issue(again, "session-host-1");
        chain.getFirst().verify(again.certificate().getPublicKey());
    }

    @Test
    void neverReplacesALostKeyInSilence() throws Exception {
        open();
        Files.delete(directory.resolve("ca/authority.key.pem"));

        assertThatThrownBy(this::open)
                .hasMessageContaining("authority.key.pem is missing")
                .hasMessageContaining("backup");
    }

    @Test
    void hostCertificateNamesItsHostAndCannotServe() throws Exception {
        var authority = open();

        var certificate = issue(authority, "session-host-1").getFirst();

        certificate.verify(authority.certificate().getPublicKey());
        assertThat(Names.hostOf(certificate)).contains("session-host-1");
        assertThat(Names.isController(certificate)).isFalse();
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(CertificateAuthority.HOST_LIFETIME));
    }

    @Test
    void controllerCertificateHasItsNamesAndAddresses() throws Exception {
        var certificate = open().controllerIdentity(List.of("localhost", "127.0.0.1", "::1"))
                .certificate();

        assertThat(Names.isController(certificate)).isTrue();
        assertThat(Names.hostOf(certificate)).isEmpty();
        assertThat(certificate.getSubjectAlternativeNames())
                .contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    }

    @Test
    void refusesRequestsThatProveNothing() throws Exception {
        var authority = open();
        var key = CertificateRequest.newKey(SystemTime.random());
        var request = CertificateRequest.encode(key, "session-host-1");
        var forged = request.clone();
        forged[forged.length - 3] ^= 1;

        assertThatThrownBy(() -> authority.issueHost(forged, "session-host-1"))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> authority.issueHost(request, "session-host-2"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("names host 'session-host-1'; expected 'session-host-2'");
        for (var bytes : List.of(new byte[0], new byte[] {0x30, 0}, new byte[20_000], "text".getBytes())) {
            assertThatThrownBy(() -> authority.issueHost(bytes, "session-host-1"))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void everyShorteningOfARequestIsRefused() throws Exception {
        var authority = open();
        var request = CertificateRequest.encode(CertificateRequest.newKey(SystemTime.random()), "h");
        for (int length = 0; length < request.length; length++) {
            var part = java.util.Arrays.copyOf(request, length);
            assertThatThrownBy(() -> authority.issueHost(part, "h")).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void identitySurvivesItsPemFiles() throws Exception {
        var identity = open().controllerIdentity(List.of("localhost"));
        var key = Files.writeString(directory.resolve("key.pem"), Pem.of(identity.key()));
        var chain = Files.writeString(directory.resolve("chain.pem"), Pem.of(identity.chain()));

        var read = dev.banksman.common.tls.TlsIdentity.read(key, chain, chain);

        assertThat(read.key()).isEqualTo(identity.key());
        assertThat(read.chain()).isEqualTo(identity.chain());
        assertThatThrownBy(() -> Pem.readCertificates(key)).hasMessageContaining("expected at least one PEM block");
        assertThatThrownBy(() -> Pem.readKey(chain)).hasMessageContaining("found 0");
    }

    @Test
    void controllerCertificateIsRenewedInItsLastThird() throws Exception {
        var registry = new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
        var certificate = new ControllerCertificate(open(), List.of("localhost"), clock, registry);
        var first = certificate.current();
        var seen = new java.util.ArrayList<dev.banksman.common.tls.TlsIdentity>();
        certificate.onRenewal(seen::add);

        clock.advance(Duration.ofDays(59));
        certificate.renewIfDue();
        assertThat(seen).isEmpty();

        clock.advance(Duration.ofDays(2));
        certificate.renewIfDue();
        assertThat(seen).singleElement().isEqualTo(certificate.current()).isNotEqualTo(first);
    }

    private CertificateAuthority open() throws Exception {
        return CertificateAuthority.open(
                directory.resolve("ca"), clock, SystemTime.random(), CertificateAuthority.HOST_LIFETIME);
    }

    private static List<java.security.cert.X509Certificate> issue(CertificateAuthority authority, String host)
            throws Exception {
        var key = CertificateRequest.newKey(SystemTime.random());
        return authority.issueHost(CertificateRequest.encode(key, host), host);
    }
}
