package dev.banksman.deploy.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.banksman.agent.link.IdentityFiles;
import dev.banksman.common.SystemTime;
import dev.banksman.common.tls.CertificateRequest;
import dev.banksman.common.tls.EnrollmentToken;
import dev.banksman.common.tls.Pem;
import dev.banksman.controller.identity.CertificateAuthority;
import dev.banksman.deploy.lab.OperatorLink;
import dev.banksman.proto.operator.v1.CreateEnrollmentTokenRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that is not authenticated moves anything; who is refused is told so in words, logged and counted. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "starts the distribution by its POSIX scripts")
@Timeout(600)
class TrustIT {

    private static final int FORBIDDEN = 7;
    private static final int CONFLICT = 8;
    private static final int REFUSED = 2;
    private static final Pattern TOKEN = Pattern.compile("banksman(1|-op1)\\.[A-Za-z0-9_.-]{43,}");

    @TempDir
    private static Path directory;

    private static TrustRig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = new TrustRig(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
        noSecretHasBeenLogged();
    }

    /** After everything, so that all that was said is looked at. */
    private static void noSecretHasBeenLogged() throws IOException {
        var secrets = new ArrayList<String>();
        secrets.add(Files.readString(rig.data.resolve("operator/admin.token")).strip());
        try (var files = Files.list(directory)) {
            for (var file : files.filter(f -> f.toString().endsWith(".token")).toList()) {
                secrets.add(Files.readString(file).strip());
            }
        }
        assertThat(secrets)
                .isNotEmpty()
                .allMatch(secret -> TOKEN.matcher(secret).matches());
        for (var log : rig.saidAndLogged()) {
            for (var secret : secrets) {
                assertThat(TrustRig.holds(log, secret.split("\\.")[1]))
                        .as("a token in %s", log)
                        .isFalse();
            }
        }
    }

    @Test
    void refusesAConnectionWithoutACertificate() throws Exception {
        try (var socket = rig.tls().getSocketFactory().createSocket("127.0.0.1", rig.port("agents"))) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(new byte[] {1});
            assertThat(endOf(socket)).isTrue();
        }
        assertRefused("no-certificate", "it showed no certificate");
    }

    private static boolean endOf(java.net.Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            // The controller's alert: it is over all the same.
            return !(e instanceof java.net.SocketTimeoutException);
        }
    }

    @Test
    void refusesAnAgentWhoseCertificateHasExpired() throws Exception {
        var past = SystemTime.clock().instant().minus(Duration.ofDays(60));
        runForged("expired-host", authority(rig.data.resolve("ca"), () -> past));

        assertRefused("expired", "its certificate has expired");
    }

    @Test
    void refusesAnAgentWithACertificateOfAnotherAuthority() throws Exception {
        runForged("foreign-host", authority(directory.resolve("other-ca"), SystemTime.clock()));

        assertRefused("other-authority", "its certificate was not signed by this controller's authority");
    }

    @Test
    void aTokenIsGoodOnceAndForItsHostOnly() throws Exception {
        var token = token("web-1");
        var wrongHost = rig.enroll(token, "web-2", "web-2");
        assertThat(wrongHost.exitCode()).isNotZero();
        assertThat(wrongHost.errors()).contains("This token was made for another host. Make one for 'web-2'.");

        assertThat(rig.enroll(token, "web-1", "web-1").exitCode()).isZero();
        var key = Files.readString(directory.resolve("web-1/identity/key.pem"));

        var twin = rig.enroll(token, "web-1-twin", "web-1");
        assertThat(twin.exitCode()).isNotZero();
        assertThat(twin.errors())
                .contains("This token is unknown, used or expired. Make a new one with 'banksman enroll web-1'.")
                .doesNotContain("at dev.banksman");
        assertThat(rig.enroll(token, "web-1", "web-1").exitCode()).isNotZero();
        assertThat(Files.readString(directory.resolve("web-1/identity/key.pem")))
                .as("a refused enrollment costs an enrolled host nothing")
                .isEqualTo(key);
        assertThat(rig.log("controller.log"))
                .contains("Refused to enroll host web-1: used-token")
                .contains("Refused to enroll host web-2: other-host");
        assertThat(rig.metric("banksman_enrollments_total{result=\"used-token\"}"))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void anExpiredTokenIsRefused() throws Exception {
        String token;
        Instant expires;
        try (var link = OperatorLink.open(rig.data)) {
            var reply = link.call()
                    .createEnrollmentToken(CreateEnrollmentTokenRequest.newBuilder()
                            .setHost("late-host")
                            .setValidFor(
                                    com.google.protobuf.Duration.newBuilder().setSeconds(1))
                            .build());
            token = reply.getToken();
            expires = Instant.ofEpochSecond(reply.getExpiresAt().getSeconds() + 1);
        }
        await().until(() -> SystemTime.clock().instant().isAfter(expires));

        var late = rig.enroll(token, "late-host", "late-host");

        assertThat(late.exitCode()).isNotZero();
        assertThat(late.errors()).contains("unknown, used or expired");
        assertThat(directory.resolve("late-host/identity/key.pem")).doesNotExist();
        assertThat(rig.log("controller.log")).contains("Refused to enroll host late-host: expired-token");
        assertThat(rig.metric("banksman_enrollments_total{result=\"expired-token\"}"))
                .isEqualTo(1);
    }

    @Test
    void aTokenThatPinsAnotherAuthorityIsNotSentToThisController() throws Exception {
        var good = EnrollmentToken.parse(token("pinned-host"));
        var other = authority(directory.resolve("third-ca"), SystemTime.clock());
        var forged = EnrollmentToken.of(good.secret(), other.certificate());

        var refused = rig.enroll(forged.text(), "pinned-host", "pinned-host");

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.errors()).containsIgnoringCase("token pins").doesNotContain("at dev.banksman");
        // It never left the host, so it is still good for the controller that made it.
        assertThat(rig.enroll(good.text(), "pinned-host", "pinned-host").exitCode())
                .isZero();
    }

    @Test
    void aRevokedHostIsCutOffAtOnceAndToldSo() throws Exception {
        assertThat(rig.enroll(token("stolen-1"), "stolen-1", "stolen-1").exitCode())
                .isZero();
        rig.runAgent("stolen-1");
        await().atMost(Duration.ofMinutes(1)).until(() -> rig.metric("banksman_agents_connected") == 1);

        assertThat(rig.banksman("hosts", "revoke", "stolen-2").errors())
                .contains("This controller knows no host 'stolen-2'; did you mean stolen-1?");
        var revoked = rig.banksman("hosts", "revoke", "stolen-1", "--reason", "stolen");

        assertThat(revoked.exitCode()).isZero();
        assertThat(revoked.output()).contains("Revoked stolen-1").contains("Its link has been ended.");
        assertThat(rig.banksman("hosts").output()).doesNotContain("stolen-1");
        assertThat(rig.metric("banksman_agents_lost_total{reason=\"revoked\"}")).isEqualTo(1);
        assertRefused("revoked", "its certificate was revoked");
        assertThat(rig.log("controller.log"))
                .contains("The certificates of host stolen-1 were revoked by admin: stolen");
        await().untilAsserted(() -> assertThat(rig.log("stolen-1.log")).containsIgnoringCase("revoked"));
    }

    @Test
    void operatorsAreMadeAndUnmadeFromTheCommandLine() throws Exception {
        var file = directory.resolve("viewer.token");
        var added = rig.banksman("operators", "add", "looker", "--role", "viewer", "--out", file.toString());
        assertThat(added.exitCode()).as(added.errors()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(rig.banksman("operators").output()).contains("admin").contains("looker");

        var hosts = rig.banksman("hosts", "--token-file", file.toString());
        assertThat(hosts.exitCode()).as(hosts.errors()).isZero();
        for (var words : List.of(
                List.of("operators", "add", "friend", "--role", "admin"),
                List.of("hosts", "revoke", "web-1"),
                List.of("enroll", "web-1"))) {
            var all = new ArrayList<>(words);
            all.addAll(List.of("--token-file", file.toString()));
            var denied = rig.banksman(all.toArray(String[]::new));
            assertThat(denied.exitCode()).as("%s", words).isEqualTo(FORBIDDEN);
            assertThat(denied.errors()).contains("This takes the role admin; looker has viewer.");
        }

        assertThat(rig.banksman("operators", "remove", "admin").exitCode()).isEqualTo(CONFLICT);
        var unknown = rig.banksman("operators", "remove", "loker");
        assertThat(unknown.exitCode()).isEqualTo(REFUSED);
        assertThat(unknown.errors()).contains("did you mean looker?");
        assertThat(rig.banksman("operators", "remove", "looker").exitCode()).isZero();
        assertThat(rig.banksman("hosts", "--token-file", file.toString()).exitCode())
                .isEqualTo(FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "host\nname"})
    void namesThatWouldLeaveTheirFolderAreNoHostNames(String name) throws Exception {
        var refused = rig.banksman("enroll", name);

        assertThat(refused.exitCode()).isEqualTo(REFUSED);
        assertThat(refused.errors()).contains("Expected a host name");
    }

    @Test
    void metricsAreWhatPrometheusExpects() throws Exception {
        var metrics = rig.metrics();

        assertThat(metrics)
                .contains("banksman_runs{phase=")
                .contains("banksman_tasks{state=")
                .contains("banksman_agents_connected")
                .contains("banksman_step_duration_seconds")
                .contains("banksman_journal_append_seconds_bucket")
                .contains("resilience4j_");
        var promtool = Path.of("/usr/bin/promtool");
        if (Files.isExecutable(promtool)) {
            var file = Files.writeString(directory.resolve("metrics.txt"), metrics);
            var checked = rig.run(List.of("sh", "-c", promtool + " check metrics < '" + file + "'"));
            assertThat(checked.output() + checked.errors()).isEmpty();
            assertThat(checked.exitCode()).isZero();
        }
    }

    private static String token(String host) throws Exception {
        var file = directory.resolve("made-for-" + host + ".token");
        var made = rig.banksman("enroll", host, "--out", file.toString());
        assertThat(made.exitCode()).as(made.errors()).isZero();
        return Files.readString(file).strip();
    }

    private static void assertRefused(String reason, String words) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(rig.metric("banksman_agents_refused_total{reason=\"" + reason + "\"}"))
                    .isPositive();
            assertThat(rig.log("controller.log"))
                    .contains("Refused a connection from")
                    .contains(words);
        });
    }

    private static CertificateAuthority authority(Path folder, InstantSource clock) throws IOException {
        return CertificateAuthority.open(folder, clock, SystemTime.random(), CertificateAuthority.HOST_LIFETIME);
    }

    /** An agent that believes this controller, with a certificate of whoever signs. */
    private static void runForged(String host, CertificateAuthority signer) throws Exception {
        var folder = directory.resolve(host);
        var files = new IdentityFiles(folder.resolve("identity"));
        var key = CertificateRequest.newKey(SystemTime.random());
        List<X509Certificate> chain = signer.issueHost(CertificateRequest.encode(key, host), host);
        files.writeKey(key);
        files.writeAuthority(Pem.readCertificates(rig.data.resolve("operator/ca.pem")));
        files.writeCertificate(chain);
        Files.write(
                folder.resolve("agent.properties"),
                ("controller = " + rig.endpoint("agents") + "\n").getBytes(StandardCharsets.UTF_8));
        rig.runAgent(host);
    }
}
