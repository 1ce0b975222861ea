package dev.banksman.controller.operator;

import dev.banksman.common.SystemTime;
import dev.banksman.controller.identity.AuditLog;
import dev.banksman.controller.identity.CertificateAuthority;
import dev.banksman.controller.identity.ControllerCertificate;
import dev.banksman.controller.identity.EnrollmentService;
import dev.banksman.controller.identity.EnrollmentTokens;
import dev.banksman.controller.identity.LogCapture;
import dev.banksman.controller.identity.OperatorTokens;
import dev.banksman.controller.identity.TestClock;
import dev.banksman.controller.telemetry.Resilience;
import dev.banksman.controller.telemetry.Telemetry;
import dev.banksman.proto.agent.v1.EnrollmentGrpc;
import dev.banksman.proto.operator.v1.OperatorGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A real operators' listener on loopback, with real clients; time stands still until a test moves it. */
final class OperatorListener implements AutoCloseable {

    static final int ENROLLMENTS_PER_SECOND = 20;

    final Telemetry telemetry = new Telemetry();
    final TestClock clock = new TestClock(SystemTime.clock().instant());
    final LogCapture log = new LogCapture();
    final FakeBackend backend = new FakeBackend();
    final CertificateAuthority authority;
    final ControllerCertificate certificate;
    final EnrollmentTokens enrollments;
    final OperatorTokens tokens;
    final AuditLog audit;
    final OperatorServer server;
    private final Path directory;
    private final List<ManagedChannel> channels = new ArrayList<>();

    OperatorListener(Path directory) throws Exception {
        this(directory, Duration.ZERO);
    }

    /** @param ago how long ago it was made */
    OperatorListener(Path directory, Duration ago) throws Exception {
        clock.advance(ago.negated());
        this.directory = directory;
        var metrics = telemetry.registry();
        authority = CertificateAuthority.open(
                directory.resolve("ca"), clock, SystemTime.random(), CertificateAuthority.HOST_LIFETIME);
        certificate = new ControllerCertificate(authority, List.of("127.0.0.1", "localhost"), clock, metrics);
        enrollments = EnrollmentTokens.open(directory.resolve("identity"), clock, SystemTime.random());
        tokens = OperatorTokens.open(
                directory.resolve("operator"), authority.certificate(), SystemTime.random(), metrics);
        var limit = new Resilience(metrics, ENROLLMENTS_PER_SECOND).enrollment();
        audit = AuditLog.open(directory.resolve("audit"), clock);
        backend.audit = audit;
        server = OperatorServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                certificate,
                tokens,
                new OperatorService(backend, tokens, clock),
                audit,
                new EnrollmentService(enrollments, authority, limit, () -> "127.0.0.1:1", metrics),
                telemetry);
    }

    String adminToken() throws Exception {
        return Files.readString(directory.resolve("operator/admin.token")).strip();
    }

    OperatorGrpc.OperatorBlockingStub operator(String token) throws Exception {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return OperatorGrpc.newBlockingStub(channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    EnrollmentGrpc.EnrollmentBlockingStub enrollment() throws Exception {
        return EnrollmentGrpc.newBlockingStub(channel());
    }

    private ManagedChannel channel() throws Exception {
        var channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(authority.certificate())
                        .build())
                .build();
        channels.add(channel);
        return channel;
    }

    /** A TLS connection of the JDK's own client, which checks the certificate as any other client would. */
    SSLSocket connect() throws Exception {
        var keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        keys.setCertificateEntry("banksman", authority.certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    @Override
    public void close() throws Exception {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close();
        enrollments.close();
        audit.close();
        telemetry.close();
        log.close();
    }
}
