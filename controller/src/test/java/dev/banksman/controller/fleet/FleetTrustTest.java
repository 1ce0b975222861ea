package dev.banksman.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.banksman.common.SystemTime;
import dev.banksman.common.tls.CertificateRequest;
import dev.banksman.common.tls.Pem;
import dev.banksman.common.tls.TlsContexts;
import dev.banksman.common.tls.TlsIdentity;
import dev.banksman.controller.identity.TestClock;
import dev.banksman.proto.agent.v1.AgentLinkGrpc;
import dev.banksman.proto.agent.v1.RenewReply;
import dev.banksman.proto.agent.v1.RenewRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTrustTest {

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
    void letsInWhoHasACertificateOfTheAuthority() throws Exception {
        fleet.agent("session-host-1").connect().hello("boot-1");

        await().untilAsserted(
                        () -> assertThat(fleet.engine.lines()).containsExactly("connected session-host-1 boot-1"));
    }

    @Test
    void refusesWhoShowsNoCertificate() throws Exception {
        var agent = fleet.add(
                new FakeAgent(fleet.server.port(), TlsContexts.operator(List.of(fleet.authority.certificate()))));

        assertRefused(agent, "no-certificate", "it showed no certificate");
    }

    @Test
    void refusesACertificateThatExpired() throws Exception {
        var past = new TestClock(fleet.clock.instant().minus(Duration.ofDays(40)));
        var agent = fleet.agent(fleet.identity("session-host-1", fleet.authority("ca", past)));

        assertRefused(agent, "expired", "its certificate has expired");
    }

    @Test
    void refusesACertificateFromTheFuture() throws Exception {
        var future = new TestClock(fleet.clock.instant().plus(Duration.ofDays(1)));
        var agent = fleet.agent(fleet.identity("session-host-1", fleet.authority("ca", future)));

        assertRefused(agent, "not-yet-valid", "compare the clocks");
    }

    @Test
    void refusesACertificateOfAnotherAuthority() throws Exception {
        var other = fleet.authority("other", fleet.clock);
        var agent = fleet.agent(fleet.identity("session-host-1", other));

        assertRefused(agent, "other-authority", "was not signed by this controller's authority");
    }

    @Test
    void refusesTheControllersOwnCertificateAsAnAgents() throws Exception {
        var agent = fleet.agent(fleet.authority.controllerIdentity(List.of("127.0.0.1")));

        assertRefused(agent, "bad-certificate", "cannot be used here");
    }

    @Test
    void agentRefusesAHostThatPosesAsTheController() throws Exception {
        var host = fleet.identity("session-host-1");
        var server = io.grpc.netty.NettyServerBuilder.forAddress(new java.net.InetSocketAddress("127.0.0.1", 0))
                .sslContext(TlsContexts.agentsListener(host))
                .build()
                .start();
        try {
            var agent = fleet.add(new FakeAgent(server.getPort(), fleet.identity("session-host-2")));
            agent.connect().hello("boot");
            await().untilAsserted(() -> assertThat(agent.end()).isNotNull());
            assertThat(agent.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        } finally {
            server.shutdownNow().awaitTermination();
        }
    }

    @Test
    void refusesWhatIsNotTls() throws Exception {
        try (var socket = new Socket("127.0.0.1", fleet.server.port())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().untilAsserted(() -> assertThat(fleet.refused("not-tls")).isEqualTo(1));
        }
    }

    @Test
    void logsARefusalOncePerAddressAndMinuteButCountsEach() throws Exception {
        var other = fleet.identity("session-host-1", fleet.authority("other", fleet.clock));
        for (int i = 1; i <= 3; i++) {
            int times = i;
            fleet.agent(other).connect().hello("boot");
            await().untilAsserted(
                            () -> assertThat(fleet.refused("other-authority")).isGreaterThanOrEqualTo(times));
        }
        assertThat(refusalsLogged()).isEqualTo(1);

        fleet.ticker.addAndGet(Duration.ofMinutes(2).toNanos());
        fleet.agent(other).connect().hello("boot");
        await().untilAsserted(() -> assertThat(refusalsLogged()).isEqualTo(2));
    }

    @Test
    void turnsAwayARevokedHostAtOnceAndLetsItEnrollAgain() throws Exception {
        var identity = fleet.identity("session-host-1");
        var agent = fleet.agent(identity).connect().hello("boot-1");
        await().untilAsserted(() -> assertThat(fleet.sessions.connected()).contains("session-host-1"));

        fleet.clock.advance(Duration.ofSeconds(5));
        fleet.trust.revocations().revoke("session-host-1", "admin", "host was stolen");
        fleet.sessions.disconnectRevoked("session-host-1");

        await().untilAsserted(() -> assertThat(agent.end()).isNotNull());
        assertThat(agent.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertRefused(fleet.agent(identity), "revoked", "its certificate was revoked");

        fleet.clock.advance(Duration.ofSeconds(5));
        fleet.agent("session-host-1").connect().hello("boot-2");
        await().untilAsserted(() -> assertThat(fleet.engine.lines()).contains("connected session-host-1 boot-2"));
    }

    /** The call is opened with a good certificate and its request kept back until the host is revoked. */
    @Test
    void aCallThatWasOpenWhenItsHostWasRevokedGetsNoNewCertificate() throws Exception {
        var agent = fleet.agent("session-host-1").connect().hello("boot-1");
        await().untilAsserted(() -> assertThat(fleet.sessions.connected()).contains("session-host-1"));
        var replies = new CopyOnWriteArrayList<RenewReply>();
        var end = new CompletableFuture<Status>();
        // As a stream, because a unary call's headers leave with its message.
        var renew = AgentLinkGrpc.getRenewMethod().toBuilder()
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .build();
        var call = agent.channel().newCall(renew, CallOptions.DEFAULT);
        var opened = new CompletableFuture<Void>();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onReady() {
                        opened.complete(null);
                    }

                    @Override
                    public void onMessage(RenewReply reply) {
                        replies.add(reply);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                    }
                },
                new Metadata());
        call.request(1);
        opened.get(30, TimeUnit.SECONDS);
        agent.report(FleetFixture.attempt("run-1", "session-host-1", 1));
        await().untilAsserted(() -> assertThat(fleet.engine.lines()).contains("reported session-host-1 run-1/1"));

        fleet.clock.advance(Duration.ofSeconds(5));
        fleet.trust.revocations().revoke("session-host-1", "admin", "host was stolen");
        fleet.clock.advance(Duration.ofSeconds(5));
        var key = CertificateRequest.newKey(SystemTime.random());
        call.sendMessage(RenewRequest.newBuilder()
                .setCertificateRequest(ByteString.copyFrom(CertificateRequest.encode(key, "session-host-1")))
                .build());
        call.halfClose();

        assertThat(end.get(30, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(replies).isEmpty();

        // Nor does its link, which nobody ended, get or give anything more.
        agent.report(FleetFixture.attempt("run-1", "session-host-1", 2));
        await().untilAsserted(() -> assertThat(agent.end()).isNotNull());
        assertThat(agent.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(fleet.engine.lines()).doesNotContain("reported session-host-1 run-1/2");
        await().untilAsserted(() -> assertThat(fleet.sessions.connected()).isEmpty());
    }

    @Test
    void revocationsOutliveARestart() throws Exception {
        var certificate = fleet.identity("session-host-1").certificate();
        fleet.clock.advance(Duration.ofSeconds(5));
        fleet.trust.revocations().revoke("session-host-1", "admin", "host was stolen");

        try (var again =
                dev.banksman.controller.identity.Revocations.open(directory.resolve("identity"), fleet.clock)) {
            assertThat(again.isRevoked(certificate)).isTrue();
            assertThat(again.isRevoked(fleet.identity("session-host-2").certificate()))
                    .isFalse();
        }
    }

    @Test
    void renewsACertificateForTheHostOfTheOneInUse() throws Exception {
        var agent = fleet.agent("session-host-1");
        var key = CertificateRequest.newKey(SystemTime.random());
        var reply = AgentLinkGrpc.newBlockingStub(agent.channel())
                .renew(RenewRequest.newBuilder()
                        .setCertificateRequest(ByteString.copyFrom(CertificateRequest.encode(key, "session-host-1")))
                        .build());

        var chain = Pem.certificates(reply.getCertificateChainList().stream()
                .map(ByteString::toByteArray)
                .toList());
        var renewed = new TlsIdentity(key.getPrivate(), chain, List.of(fleet.authority.certificate()));
        fleet.agent(renewed).connect().hello("boot-2");
        await().untilAsserted(() -> assertThat(fleet.engine.lines()).contains("connected session-host-1 boot-2"));
    }

    @Test
    void refusesToRenewForAnotherHost() throws Exception {
        var agent = fleet.agent("session-host-1");
        var key = CertificateRequest.newKey(SystemTime.random());
        var request = RenewRequest.newBuilder()
                .setCertificateRequest(ByteString.copyFrom(CertificateRequest.encode(key, "session-host-2")))
                .build();

        var stub = AgentLinkGrpc.newBlockingStub(agent.channel());
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> stub.renew(request)))
                .extracting(Status::fromThrowable)
                .extracting(Status::getCode)
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void showsItsNewCertificateAfterARenewalAndKeepsLiveLinks() throws Exception {
        var early = fleet.agent("session-host-1").connect().hello("boot-1");
        await().untilAsserted(() -> assertThat(fleet.sessions.connected()).contains("session-host-1"));

        fleet.clock.advance(Duration.ofDays(61));
        fleet.trust.certificate().renewIfDue();
        // Issued 61 days ahead of the real clock: who connects now sees a certificate that is not valid yet.
        var late = fleet.agent("session-host-2").connect().hello("boot-1");

        await().untilAsserted(() -> assertThat(late.end()).isNotNull());
        assertThat(early.end()).isNull();
        assertThat(fleet.sessions.connected()).containsExactly("session-host-1");
    }

    private void assertRefused(FakeAgent agent, String reason, String words) {
        double before = fleet.refused(reason);
        agent.connect().hello("boot");
        await().untilAsserted(() -> assertThat(fleet.refused(reason)).isGreaterThan(before));
        await().untilAsserted(() -> assertThat(agent.end()).isNotNull());
        assertThat(agent.end().isOk()).isFalse();
        assertThat(agent.received()).isEmpty();
        assertThat(fleet.log.lines()).anyMatch(line -> line.contains("Refused a connection") && line.contains(words));
        assertThat(fleet.sessions.connected()).isEmpty();
    }

    private long refusalsLogged() {
        return fleet.log.lines().stream()
                .filter(line -> line.contains("Refused a connection"))
                .count();
    }
}
