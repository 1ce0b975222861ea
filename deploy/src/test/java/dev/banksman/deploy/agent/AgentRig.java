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
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.OutputStream;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.Script;
import dev.banksman.proto.agent.v1.Shell;
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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The controller's side of the link with nothing behind it but a list of what is to be done: dispatches again after each
 * hello what the hello does not list, as the engine does, and acknowledges ends. Agents are processes of their own.
 */
final class AgentRig implements AgentEvents, AutoCloseable {

    static final String HOST = "web-1";

    final List<Hello> hellos = new CopyOnWriteArrayList<>();
    final List<Report> reports = new CopyOnWriteArrayList<>();
    private final Map<AttemptId, Dispatch> wanted = new ConcurrentHashMap<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AgentSessions sessions = new AgentSessions(metrics);
    private final List<Process> agents = new ArrayList<>();
    private final Path directory;
    private final CertificateAuthority authority;
    private final Trust trust;
    private final OutputStore outputs;
    private final FleetServer fleet;
    private final EnrollmentTokens tokens;
    private final Server enrollment;

    AgentRig(Path root) throws Exception {
        this(root, CertificateAuthority.HOST_LIFETIME);
    }

    AgentRig(Path root, Duration hostLifetime) throws Exception {
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
                new FleetServer.Parts(sessions, this, outputs, List.of()),
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

    /** Enrolls the host by its own program and lets it run scripts. */
    void enroll() throws Exception {
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
                Files.readString(directory.resolve("agent.properties"))
                        + "policy.programs = script:sh\nlink.first-pause = 50ms\nlink.longest-pause = 500ms\n");
    }

    /** The agent's certificate as it is on its disk. */
    String certificate() throws IOException {
        return Files.readString(directory.resolve("identity/certificate.pem"));
    }

    /** Starts the agent; with a crash point it will die there. */
    Process run(String crashAt) throws IOException {
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

    AttemptId dispatch(long number, String script) {
        var id = AttemptId.newBuilder()
                .setRun("run-1")
                .setHost(HOST)
                .setNumber(number)
                .build();
        var dispatch = Dispatch.newBuilder()
                .setAttempt(id)
                .setTerm(1)
                .setTask("stage.step")
                .setTimeAllowed(com.google.protobuf.Duration.newBuilder().setSeconds(120))
                .setGrace(com.google.protobuf.Duration.newBuilder().setSeconds(1))
                .setAction(Action.newBuilder()
                        .setExec(Exec.newBuilder()
                                .setScript(Script.newBuilder()
                                        .setShell(Shell.SHELL_SH)
                                        .setBody(script))))
                .build();
        wanted.put(id, dispatch);
        sessions.dispatch(dispatch);
        return id;
    }

    void awaitConnected() {
        await().atMost(Duration.ofSeconds(30)).until(() -> sessions.connected().contains(HOST));
    }

    Ended awaitEnd(AttemptId id) {
        await().atMost(Duration.ofSeconds(60)).until(() -> end(id).isPresent());
        return end(id).orElseThrow();
    }

    private Optional<Ended> end(AttemptId id) {
        return reports.stream()
                .filter(report -> report.getAttempt().equals(id) && report.hasEnded())
                .map(Report::getEnded)
                .findFirst();
    }

    String stdout(AttemptId id) throws IOException {
        var slice = outputs.read(id, OutputStream.OUTPUT_STREAM_STDOUT, 0, 1024 * 1024);
        return new String(slice.data(), StandardCharsets.UTF_8);
    }

    @Override
    public void connected(String host, Hello hello) {
        hellos.add(hello);
        hello.getAttemptsList().forEach(report -> reported(host, report));
        var listed = hello.getAttemptsList().stream().map(Report::getAttempt).toList();
        wanted.forEach((id, dispatch) -> {
            if (!listed.contains(id) && end(id).isEmpty()) {
                sessions.dispatch(dispatch);
            }
        });
    }

    @Override
    public void reported(String host, Report report) {
        reports.add(report);
        if (report.hasEnded()) {
            sessions.acknowledge(report.getAttempt());
        }
    }

    @Override
    public void lost(String host, String reason) {
        // The next hello tells all that matters.
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
