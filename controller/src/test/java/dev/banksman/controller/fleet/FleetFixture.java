package dev.banksman.controller.fleet;

import dev.banksman.common.SystemTime;
import dev.banksman.common.tls.CertificateRequest;
import dev.banksman.common.tls.TlsIdentity;
import dev.banksman.controller.artifact.ArtifactService;
import dev.banksman.controller.artifact.ArtifactStore;
import dev.banksman.controller.identity.CertificateAuthority;
import dev.banksman.controller.identity.ControllerCertificate;
import dev.banksman.controller.identity.LogCapture;
import dev.banksman.controller.identity.Revocations;
import dev.banksman.controller.identity.TestClock;
import dev.banksman.controller.identity.Trust;
import dev.banksman.controller.telemetry.Metric;
import dev.banksman.proto.agent.v1.AttemptId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A real listener on loopback with an authority of its own; time stands still until a test moves it. */
final class FleetFixture implements AutoCloseable {

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final TestClock clock = new TestClock(SystemTime.clock().instant());
    final AtomicLong ticker = new AtomicLong();
    final FakeEngine engine = new FakeEngine();
    final AgentSessions sessions = new AgentSessions(metrics);
    final LogCapture log = new LogCapture();
    final Path directory;
    final CertificateAuthority authority;
    final Trust trust;
    final OutputStore outputs;
    final ArtifactStore artifacts;
    final FleetServer server;
    private final List<FakeAgent> agents = new ArrayList<>();

    FleetFixture(Path directory) throws Exception {
        this(directory, 10_000);
    }

    FleetFixture(Path directory, int waitingMessages) throws Exception {
        this.directory = directory;
        authority = authority("ca", clock);
        trust = new Trust(
                authority,
                new ControllerCertificate(authority, List.of("127.0.0.1"), clock, metrics),
                Revocations.open(directory.resolve("identity"), clock));
        outputs = OutputStore.open(directory.resolve("output"), OutputStore.DEFAULT_LIMIT_BYTES, metrics);
        artifacts = ArtifactStore.open(directory.resolve("artifacts"), ArtifactStore.DEFAULT_LIMIT_BYTES);
        var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var settings = new FleetSettings(
                listen,
                Duration.ofSeconds(10),
                Duration.ofSeconds(35),
                Duration.ofSeconds(2),
                512 * 1024,
                1024 * 1024,
                waitingMessages);
        server = FleetServer.start(
                settings,
                trust,
                new FleetServer.Parts(sessions, engine, outputs, List.of(new ArtifactService(artifacts, metrics))),
                new FleetServer.Clocks(clock, ticker::get),
                metrics);
    }

    CertificateAuthority authority(String name, TestClock time) throws Exception {
        return CertificateAuthority.open(
                directory.resolve(name), time, SystemTime.random(), CertificateAuthority.HOST_LIFETIME);
    }

    TlsIdentity identity(String host) throws Exception {
        return identity(host, authority);
    }

    /** An identity signed by some authority, which believes this fixture's controller. */
    TlsIdentity identity(String host, CertificateAuthority signer) throws Exception {
        var key = CertificateRequest.newKey(SystemTime.random());
        var chain = signer.issueHost(CertificateRequest.encode(key, host), host);
        return new TlsIdentity(key.getPrivate(), chain, List.of(authority.certificate()));
    }

    FakeAgent agent(String host) throws Exception {
        return agent(identity(host));
    }

    FakeAgent agent(TlsIdentity identity) throws Exception {
        return add(new FakeAgent(server.port(), identity));
    }

    FakeAgent add(FakeAgent agent) {
        agents.add(agent);
        return agent;
    }

    double refused(String reason) {
        return Metric.AGENTS_REFUSED.counter(metrics, reason).count();
    }

    double lost(String reason) {
        return Metric.AGENTS_LOST.counter(metrics, reason).count();
    }

    static AttemptId attempt(String run, String host, long number) {
        return AttemptId.newBuilder()
                .setRun(run)
                .setHost(host)
                .setNumber(number)
                .build();
    }

    @Override
    public void close() throws Exception {
        agents.forEach(FakeAgent::close);
        server.close();
        outputs.close();
        trust.revocations().close();
        log.close();
    }
}
