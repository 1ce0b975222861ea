package dev.banksman.deploy.agent;

import static org.awaitility.Awaitility.await;

import dev.banksman.common.SystemTime;
import dev.banksman.common.tls.Pem;
import dev.banksman.controller.engine.AgentEvents;
import dev.banksman.controller.fleet.AgentSessions;
import dev.banksman.controller.fleet.FleetServer;
import dev.banksman.controller.fleet.FleetSettings;
import dev.banksman.controller.fleet.OutputStore;
import dev.banksman.controller.identity.CertificateAuthority;
import dev.banksman.controller.identity.ControllerCertificate;
import dev.banksman.controller.identity.EnrollmentService;
import dev.banksman.controller.identity.EnrollmentTokens;
import dev.banksman.controller.identity.Revocations;
import dev.banksman.controller.identity.Trust;
import dev.banksman.controller.telemetry.Resilience;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The controller's real listeners for agents and enrollments, with whoever listens behind them, and one host's agent as
 * a process of its own.
 */
public final class FleetRig implements AutoCloseable {

    public static final String HOST = "web-1";

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<Process> agents = new ArrayList<>();
    private final Path directory;
    private final CertificateAuthority authority;
    private final Trust trust;
    private final OutputStore outputs;
    private final AgentSessions sessions;
    private final FleetServer fleet;
    private final EnrollmentTokens tokens;
    private final Server enrollment;

    /**
     * @param sessions of agents, to be dispatched to
     * @param events hears what agents say
     * @param services for agents, beside their link
     */
    public FleetRig(
            Path root,
            Duration hostLifetime,
            AgentSessions sessions,
            AgentEvents events,
            List<BindableService> services)
            throws Exception {
        this.sessions = sessions;
        directory = Files.createDirectories(root.resolve("agent"));
        var clock = SystemTime.clock();
        authority = CertificateAuthority.open(root.resolve("ca"), clock, SystemTime.random(), hostLifetime);
        trust = new Trust(
                authority,
                new ControllerCertificate(authority, List.of("127.0.0.1"), clock, metrics),
                Revocations.open(root.resolve("identity"), clock));
        outputs = OutputStore.open(root.resolve("output"), OutputStore.DEFAULT_LIMIT_BYTES, metrics);
        fleet = FleetServer.start(
                FleetSettings.defaults(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                trust,
                new FleetServer.Parts(sessions, events, outputs, services),
                new FleetServer.Clocks(clock, SystemTime.ticker()),
                metrics);
        tokens = EnrollmentTokens.open(root.resolve("identity"), clock, SystemTime.random());
        enrollment = serveEnrollment();
    }

    private Server serveEnrollment() throws IOException {
        var identity = authority.controllerIdentity(List.of("127.0.0.1"));
        var credentials = TlsServerCredentials.newBuilder()
                .keyManager(stream(Pem.of(identity.chain())), stream(Pem.of(identity.key())))
                .build();
        var service = new EnrollmentService(
                tokens,
                authority,
                new Resilience(metrics, 50).enrollment(),
                () -> "127.0.0.1:" + fleet.port(),
                metrics);
        return Grpc.newServerBuilderForPort(0, credentials)
                .addService(service)
                .build()
                .start();
    }

    private static ByteArrayInputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Enrolls the host by its own program.
     *
     * @param programs what its policy allows
     */
    public void enroll(String programs) throws Exception {
        var token = directory.resolve("token");
        Files.writeString(
                token,
                tokens.issue(HOST, EnrollmentTokens.DEFAULT_LIFETIME, authority.certificate())
                        .text());
        var code = agent(
                        Map.of(),
                        "enroll",
                        "--controller",
                        "127.0.0.1:" + enrollment.getPort(),
                        "--token-file",
                        token.toString(),
                        "--dir",
                        directory.toString(),
                        "--name",
                        HOST)
                .waitFor();
        if (code != 0) {
            throw new IOException("enroll ended with " + code + ": " + Files.readString(log()));
        }
        Files.writeString(
                directory.resolve("agent.properties"),
                Files.readString(directory.resolve("agent.properties")) + "policy.programs = " + programs
                        + "\nlink.first-pause = 50ms\nlink.longest-pause = 500ms\n");
    }

    /** The agent's directory. */
    public Path directory() {
        return directory;
    }

    /** The agent's certificate as it is on its disk. */
    String certificate() throws IOException {
        return Files.readString(directory.resolve("identity/certificate.pem"));
    }

    /** Starts the agent; with a crash point it will die there. */
    public Process run(String crashAt) throws IOException {
        return agent(
                crashAt.isEmpty() ? Map.of() : Map.of("BANKSMAN_CRASH_AT", crashAt),
                "run",
                "--dir",
                directory.toString());
    }

    private Process agent(Map<String, String> environment, String... words) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.banksman.agent.BanksmanAgent"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment);
        var process = builder.start();
        agents.add(process);
        return process;
    }

    private Path log() {
        return directory.resolve("agent.log");
    }

    public void awaitConnected() {
        await().atMost(Duration.ofMinutes(4)).until(() -> sessions.connected().contains(HOST));
    }

    public OutputStore outputs() {
        return outputs;
    }

    @Override
    public void close() throws Exception {
        for (var agent : agents) {
            agent.destroyForcibly().waitFor();
        }
        enrollment.shutdownNow().awaitTermination();
        fleet.close();
        outputs.close();
        tokens.close();
        trust.revocations().close();
    }
}
