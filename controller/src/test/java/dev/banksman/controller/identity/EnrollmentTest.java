package dev.banksman.controller.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.banksman.common.SystemTime;
import dev.banksman.common.tls.CertificateRequest;
import dev.banksman.common.tls.EnrollmentToken;
import dev.banksman.common.tls.Names;
import dev.banksman.common.tls.Pem;
import dev.banksman.common.tls.TlsContexts;
import dev.banksman.controller.telemetry.Metric;
import dev.banksman.controller.telemetry.Resilience;
import dev.banksman.proto.agent.v1.EnrollReply;
import dev.banksman.proto.agent.v1.EnrollRequest;
import dev.banksman.proto.agent.v1.EnrollmentGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** First contact over real TLS: the server as the operators' listener would be, the host with nothing but its token. */
class EnrollmentTest {

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final TestClock clock = new TestClock(SystemTime.clock().instant());
    private final List<ManagedChannel> channels = new ArrayList<>();
    private CertificateAuthority authority;
    private EnrollmentTokens tokens;
    private Server server;
    private LogCapture log;

    @BeforeEach
    void start() throws Exception {
        log = new LogCapture();
        authority = authority("ca");
        tokens = EnrollmentTokens.open(directory.resolve("identity"), clock, SystemTime.random());
        serve(50);
    }

    @AfterEach
    void stop() throws Exception {
        channels.forEach(ManagedChannel::shutdownNow);
        server.shutdownNow().awaitTermination();
        tokens.close();
        log.close();
    }

    @Test
    void tradesATokenForACertificateThatTheAuthoritySigned() throws Exception {
        var token = token("session-host-1");

        var reply = enroll(token, "session-host-1");

        var chain = certificates(reply);
        chain.getFirst().verify(authority.certificate().getPublicKey());
        assertThat(Names.hostOf(chain.getFirst())).contains("session-host-1");
        assertThat(reply.getAgentAddress()).isEqualTo("controller.example:7001");
        assertThat(reply.getAuthorities(0).toByteArray())
                .isEqualTo(authority.certificate().getEncoded());
        assertThat(count("issued")).isEqualTo(1);
    }

    @Test
    void refusesATokenThatWasUsed() throws Exception {
        var token = token("session-host-1");
        enroll(token, "session-host-1");

        assertRefused(token, "session-host-1", Status.Code.UNAUTHENTICATED, "used-token");
    }

    @Test
    void refusesATokenThatWasUsedBeforeARestart() throws Exception {
        var token = token("session-host-1");
        enroll(token, "session-host-1");
        tokens.close();
        tokens = EnrollmentTokens.open(directory.resolve("identity"), clock, SystemTime.random());
        server.shutdownNow().awaitTermination();
        serve(50);

        assertRefused(token, "session-host-1", Status.Code.UNAUTHENTICATED, "used-token");
    }

    @Test
    void refusesATokenThatExpired() throws Exception {
        var token = token("session-host-1");
        clock.advance(EnrollmentTokens.DEFAULT_LIFETIME);

        assertRefused(token, "session-host-1", Status.Code.UNAUTHENTICATED, "expired-token");
    }

    @Test
    void refusesATokenOfAnotherHostAndDoesNotSpendIt() throws Exception {
        var token = token("session-host-1");

        assertRefused(token, "session-host-2", Status.Code.INVALID_ARGUMENT, "other-host");

        assertThat(certificates(enroll(token, "session-host-1"))).hasSize(2);
    }

    @Test
    void refusesATokenItNeverMade() throws Exception {
        var token = EnrollmentToken.of(new byte[32], authority.certificate());

        assertRefused(token, "session-host-1", Status.Code.UNAUTHENTICATED, "unknown-token");
    }

    @Test
    void refusesARequestThatIsNotSignedAndDoesNotSpendTheToken() throws Exception {
        var token = token("session-host-1");
        var request = EnrollRequest.newBuilder()
                .setToken(token.text())
                .setHost("session-host-1")
                .setCertificateRequest(ByteString.copyFromUtf8("nonsense"))
                .build();

        assertThat(statusOf(() -> stub(token).enroll(request))).isEqualTo(Status.Code.INVALID_ARGUMENT);

        assertThat(certificates(enroll(token, "session-host-1"))).hasSize(2);
    }

    @Test
    void hostRefusesAControllerOfAnotherAuthority() throws Exception {
        var token = EnrollmentToken.of(new byte[32], authority("another").certificate());

        assertThat(statusOf(() -> enroll(token, "session-host-1"))).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(metrics.find(Metric.ENROLLMENTS.label).counters()).isEmpty();
    }

    @Test
    void turnsAwayWhatIsBeyondTheLimit() throws Exception {
        server.shutdownNow().awaitTermination();
        serve(1);
        var token = EnrollmentToken.of(new byte[32], authority.certificate());

        var codes = new ArrayList<Status.Code>();
        for (int i = 0; i < 20 && !codes.contains(Status.Code.RESOURCE_EXHAUSTED); i++) {
            codes.add(statusOf(() -> enroll(token, "session-host-1")));
        }

        assertThat(codes).contains(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(count("rate-limited")).isEqualTo(1);
    }

    @Test
    void tokensAreInNoLogAndNoFile() throws Exception {
        var token = token("session-host-1");
        enroll(token, "session-host-1");
        assertRefused(token, "session-host-1", Status.Code.UNAUTHENTICATED, "used-token");

        var secret = token.text().split("\\.")[1];
        assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains(secret));
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain(secret);
            }
        }
    }

    @Test
    void aTornLastLineIsAsIfItHadNeverBeen() throws Exception {
        var token = token("session-host-1");
        tokens.close();
        var file = directory.resolve("identity/enrollments.jsonl");
        Files.writeString(file, Files.readString(file) + "{\"digest\":\"0a");

        tokens = EnrollmentTokens.open(directory.resolve("identity"), clock, SystemTime.random());

        assertThat(tokens.spend(token, "session-host-1")).isEqualTo(EnrollmentTokens.Spending.SPENT);
    }

    @Test
    void oneOfManyAtOnceSpendsTheToken() throws Exception {
        var token = token("session-host-1");
        var spent = new java.util.concurrent.atomic.AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 16; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    if (tokens.spend(token, "session-host-1") == EnrollmentTokens.Spending.SPENT) {
                        spent.incrementAndGet();
                    }
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(spent).hasValue(1);
    }

    @Test
    void refusesNamesThatAreNone() {
        assertThatThrownBy(() -> tokens.issue("../etc", Duration.ofHours(1), authority.certificate()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("../etc");
    }

    private void assertRefused(EnrollmentToken token, String host, Status.Code code, String reason) {
        double before = count(reason);
        assertThat(statusOf(() -> enroll(token, host))).isEqualTo(code);
        assertThat(count(reason)).isEqualTo(before + 1);
        assertThat(log.lines()).anyMatch(line -> line.contains(host) && line.contains(reason));
    }

    private EnrollmentToken token(String host) throws Exception {
        return EnrollmentToken.parse(tokens.issue(host, EnrollmentTokens.DEFAULT_LIFETIME, authority.certificate())
                .text());
    }

    private EnrollReply enroll(EnrollmentToken token, String host) throws Exception {
        var key = CertificateRequest.newKey(SystemTime.random());
        return stub(token)
                .enroll(EnrollRequest.newBuilder()
                        .setToken(token.text())
                        .setHost(host)
                        .setCertificateRequest(ByteString.copyFrom(CertificateRequest.encode(key, host)))
                        .build());
    }

    private EnrollmentGrpc.EnrollmentBlockingStub stub(EnrollmentToken token) throws Exception {
        var channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .sslContext(TlsContexts.enrolling(token))
                .build();
        channels.add(channel);
        return EnrollmentGrpc.newBlockingStub(channel);
    }

    private void serve(int perSecond) throws Exception {
        var identity = authority.controllerIdentity(List.of("127.0.0.1"));
        var tls = SslContextBuilder.forServer(identity.key(), identity.chain().toArray(X509Certificate[]::new));
        var limit = new Resilience(metrics, perSecond).enrollment();
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .sslContext(GrpcSslContexts.configure(tls).build())
                .addService(new EnrollmentService(tokens, authority, limit, () -> "controller.example:7001", metrics))
                .build()
                .start();
    }

    private CertificateAuthority authority(String name) throws Exception {
        return CertificateAuthority.open(
                directory.resolve(name), clock, SystemTime.random(), CertificateAuthority.HOST_LIFETIME);
    }

    private double count(String result) {
        return Metric.ENROLLMENTS.counter(metrics, result).count();
    }

    private static List<X509Certificate> certificates(EnrollReply reply) throws Exception {
        return Pem.certificates(reply.getCertificateChainList().stream()
                .map(ByteString::toByteArray)
                .toList());
    }

    private static Status.Code statusOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        var failure = catchThrowableOfType(StatusRuntimeException.class, call);
        return failure == null ? Status.Code.OK : failure.getStatus().getCode();
    }
}
