package dev.banksman.controller;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.banksman.common.DurableFiles;
import dev.banksman.common.SystemTime;
import dev.banksman.controller.artifact.ArtifactService;
import dev.banksman.controller.artifact.ArtifactStore;
import dev.banksman.controller.doctor.ControllerLook;
import dev.banksman.controller.doctor.Doctor;
import dev.banksman.controller.doctor.DoctorPorts;
import dev.banksman.controller.doctor.Examinations;
import dev.banksman.controller.doctor.Patience;
import dev.banksman.controller.engine.DocumentPlanning;
import dev.banksman.controller.engine.Engine;
import dev.banksman.controller.engine.EngineSettings;
import dev.banksman.controller.engine.ScheduledTimers;
import dev.banksman.controller.fleet.AgentSessions;
import dev.banksman.controller.fleet.FleetServer;
import dev.banksman.controller.fleet.FleetSettings;
import dev.banksman.controller.fleet.OutputStore;
import dev.banksman.controller.forecast.TimesArchive;
import dev.banksman.controller.identity.AuditLog;
import dev.banksman.controller.identity.CertificateAuthority;
import dev.banksman.controller.identity.ControllerCertificate;
import dev.banksman.controller.identity.DrainedHosts;
import dev.banksman.controller.identity.EnrollmentService;
import dev.banksman.controller.identity.EnrollmentTokens;
import dev.banksman.controller.identity.OperatorTokens;
import dev.banksman.controller.identity.Revocations;
import dev.banksman.controller.identity.Trust;
import dev.banksman.controller.journal.DirectoryLock;
import dev.banksman.controller.journal.SqliteJournal;
import dev.banksman.controller.operator.OperatorServer;
import dev.banksman.controller.operator.OperatorService;
import dev.banksman.controller.runbook.RunbookLibrary;
import dev.banksman.controller.telemetry.Health;
import dev.banksman.controller.telemetry.Resilience;
import dev.banksman.controller.telemetry.Telemetry;
import dev.banksman.controller.upgrade.AgentPackages;
import dev.banksman.controller.upgrade.HostUpgrades;
import dev.banksman.controller.upgrade.Upgrades;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller: everything it is made of, started in order and ended in the reverse of it. Owns its data directory while
 * it runs; a second one on the same directory is refused.
 *
 * <p>Stopping or killing it touches no host: commands go on, and the next start goes on with every run.
 */
final class ControllerServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControllerServer.class);
    private static final long DISK_ROOM_MIB = 256;
    private static final long MIB = 1L << 20;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ControllerSettings settings;
    private final Consumer<String> fenced;
    private int operatorsPort;
    private int agentsPort;

    private ControllerServer(ControllerSettings settings, Consumer<String> fenced) {
        this.settings = settings;
        this.fenced = fenced;
    }

    /**
     * Starts a controller; returns when agents and operators can connect.
     *
     * @param fenced told, once and from any thread, when another controller has taken the journal over; this one does
     *     nothing more then and should be ended
     * @throws IOException with a sentence for the person who started it
     */
    static ControllerServer start(ControllerSettings settings, String version, Consumer<String> fenced)
            throws IOException {
        var server = new ControllerServer(settings, fenced);
        try {
            server.open(version);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void open(String version) throws IOException {
        var data = settings.data();
        DurableFiles.createSecretDirectory(data);
        var owner = ControllerSettings.machineName() + ", process "
                + ProcessHandle.current().pid();
        keep(DirectoryLock.take(data, owner));
        Files.deleteIfExists(data.resolve("endpoints.properties"));
        var clock = SystemTime.clock();
        var telemetry = keep(new Telemetry());
        var metrics = telemetry.registry();
        var health = telemetry.health();
        var resilience = new Resilience(metrics, settings.enrollmentsPerSecond());

        var journal = keep(SqliteJournal.open(data.resolve("journal.db"), metrics));
        var authority =
                CertificateAuthority.open(data.resolve("ca"), clock, SystemTime.random(), settings.hostCertificates());
        var certificate = new ControllerCertificate(authority, settings.certificateNames(), clock, metrics);
        var trust = new Trust(authority, certificate, keep(Revocations.open(data.resolve("identity"), clock)));
        var enrollments = keep(EnrollmentTokens.open(data.resolve("identity"), clock, SystemTime.random()));
        var tokens =
                OperatorTokens.open(data.resolve("operator"), authority.certificate(), SystemTime.random(), metrics);
        var drained = keep(DrainedHosts.open(data.resolve("identity"), clock));
        var audit = keep(AuditLog.open(data.resolve("audit"), clock));
        var outputs = keep(OutputStore.open(data.resolve("output"), settings.outputLimitMib() * MIB, metrics));
        var artifacts = ArtifactStore.open(data.resolve("artifacts"), ArtifactStore.DEFAULT_LIMIT_BYTES);

        var sessions = new AgentSessions(metrics);
        var upgrades = new HostUpgrades(sessions, SystemTime.ticker(), metrics);
        sessions.tellOfUpgrades(upgrades);
        var examinations = new Examinations(SystemTime.ticker());
        sessions.tellOfExaminations(examinations);
        var home = Optional.ofNullable(System.getProperty("banksman.home")).map(Path::of);
        var scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("engine-timers").factory());
        keep(scheduler::shutdownNow);
        var loops = keep(Executors.newVirtualThreadPerTaskExecutor());
        var planning = new DocumentPlanning();
        var changes = new ChangedRuns(new RunMeters(metrics, fenced));
        var engine = keep(Engine.recover(
                new Engine.Ports(
                        journal, sessions, new ScheduledTimers(clock, scheduler), planning, clock, loops, loops, owner),
                EngineSettings.DEFAULTS,
                changes));
        var fleet = keep(FleetServer.start(
                FleetSettings.defaults(settings.agents()).with(settings.heartbeat(), settings.silence()),
                trust,
                new FleetServer.Parts(
                        sessions, engine.agentEvents(), outputs, List.of(new ArtifactService(artifacts, metrics))),
                new FleetServer.Clocks(clock, SystemTime.ticker()),
                metrics));
        agentsPort = fleet.port();
        health.register("journal", engine::problem);
        health.register("agents-listener", fleet.health());
        health.register("audit", audit::problem);
        health.register("disk-room", Health.diskRoom(data, DISK_ROOM_MIB));

        var forecasts = new ForecastDesk(
                engine, planning, TimesArchive.open(data.resolve("durations"), journal, planning), clock);
        var guards = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("window-guard").factory());
        keep(guards::shutdownNow);
        new WindowGuard(engine, forecasts, clock).guard(guards);
        var backend = new ControllerBackend(new ControllerBackend.Parts(
                engine,
                journal,
                planning,
                new HostDirectory(engine, sessions, enrollments, trust, drained, clock),
                changes,
                new RunbookLibrary(settings.runbooks(home)),
                artifacts,
                drained,
                audit,
                outputs,
                new Upgrades(AgentPackages.open(artifacts, data.resolve("packages")), upgrades, home),
                forecasts,
                new Doctor(new DoctorPorts(
                        sessions,
                        examinations,
                        new ControllerLook(
                                data,
                                () -> authority.certificate().getNotAfter().toInstant(),
                                () -> certificate
                                        .current()
                                        .certificate()
                                        .getNotAfter()
                                        .toInstant(),
                                clock,
                                ZoneId.systemDefault(),
                                ControllerServer::openFiles),
                        clock,
                        SystemTime.ticker(),
                        Patience.DEFAULT,
                        number(version))),
                clock,
                version));
        var enrollment = new EnrollmentService(
                enrollments, authority, resilience.enrollment(), () -> settings.agentAddress(agentsPort), metrics);
        operatorsPort = keep(OperatorServer.start(
                        settings.operators(),
                        certificate,
                        tokens,
                        new OperatorService(backend, tokens, clock),
                        audit,
                        enrollment,
                        telemetry))
                .port();
        writeEndpoints();
    }

    /** A version as agents say theirs: without the program's name before it. */
    private static String number(String version) {
        return version.substring(version.indexOf(' ') + 1);
    }

    private static OptionalLong openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    /** The line that says that it is there, and where. */
    String readyLine() {
        return "Banksman controller ready: agents on " + settings.agentAddress(agentsPort) + ", operators on "
                + operatorsAddress() + ", data in " + settings.data();
    }

    private String operatorsAddress() {
        var address = settings.operators().getAddress();
        var host = address.isAnyLocalAddress() ? ControllerSettings.machineName() : address.getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + operatorsPort;
    }

    /** Tells programs on this machine where it listens; written last, so that whoever finds it can connect. */
    private void writeEndpoints() throws IOException {
        var text = "operators=" + operatorsAddress() + "\nagents=" + settings.agentAddress(agentsPort) + "\n";
        DurableFiles.write(settings.data().resolve("endpoints.properties"), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                // The others must still be ended; whatever is lost here, the journal has.
                LOG.warn("A part of the controller did not end cleanly", e);
            }
        }
    }
}
