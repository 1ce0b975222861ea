package dev.banksman.deploy.upgrade;

import dev.banksman.common.Digest;
import dev.banksman.controller.artifact.ArtifactService;
import dev.banksman.controller.artifact.ArtifactStore;
import dev.banksman.controller.fleet.AgentSessions;
import dev.banksman.controller.identity.CertificateAuthority;
import dev.banksman.controller.upgrade.AgentPackages;
import dev.banksman.controller.upgrade.UpgradeEvents;
import dev.banksman.deploy.agent.FleetRig;
import dev.banksman.deploy.agent.Orders;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.Upgrade;
import dev.banksman.proto.agent.v1.UpgradePhase;
import dev.banksman.proto.agent.v1.UpgradeReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * One agent under its starter, as it is installed, and the controller's listener with nothing behind it but what the test
 * asks for: orders go out again after a hello that does not know of them, as a controller sends them.
 */
final class UpgradeRig implements UpgradeEvents, AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(4);

    final List<UpgradeReport> upgrades = new CopyOnWriteArrayList<>();
    final Path root;
    private volatile Upgrade order = Upgrade.getDefaultInstance();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AgentSessions sessions = new AgentSessions(metrics);
    private final Orders orders = new Orders(sessions);
    final List<Hello> hellos = orders.hellos;
    final List<Report> reports = orders.reports;
    private final ArtifactStore artifacts;
    private final AgentPackages packages;
    private final FleetRig fleet;
    private final List<Process> starters = new ArrayList<>();

    UpgradeRig(Path root) throws Exception {
        this.root = root;
        artifacts = ArtifactStore.open(root.resolve("artifacts"), ArtifactStore.DEFAULT_LIMIT_BYTES);
        packages = AgentPackages.open(artifacts, root.resolve("packages"));
        sessions.tellOfUpgrades(this);
        fleet = new FleetRig(
                root,
                CertificateAuthority.HOST_LIFETIME,
                sessions,
                orders,
                List.of(new ArtifactService(artifacts, metrics)));
        fleet.enroll("script:sh");
        set("policy.upgrade = allow");
    }

    /** Adds a setting to the agent's. */
    void set(String setting) throws IOException {
        var file = settings();
        Files.writeString(file, Files.readString(file) + setting + "\n");
    }

    /** Leaves the agent with the default of a setting. */
    void unset(String name) throws IOException {
        var file = settings();
        Files.write(
                file,
                Files.readAllLines(file).stream()
                        .filter(line -> !line.startsWith(name + " "))
                        .toList());
    }

    private Path settings() {
        return fleet.directory().resolve("agent.properties");
    }

    Path versions() {
        return fleet.directory().resolve("versions");
    }

    /** The starter of the built distribution, with its agent; with a crash point one of them dies there. */
    Process start(String crashAt) throws IOException {
        var builder = new ProcessBuilder(
                        OtherVersion.BUILT.resolve("bin/banksman-agent").toString(),
                        "run",
                        "--dir",
                        fleet.directory().toString())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("BANKSMAN_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        if (!crashAt.isEmpty()) {
            builder.environment().put("BANKSMAN_CRASH_AT", crashAt);
        }
        var starter = builder.start();
        starters.add(starter);
        return starter;
    }

    Process startConnected(String crashAt) throws IOException {
        int before = hellos.size();
        var starter = start(crashAt);
        await().atMost(PATIENCE).until(() -> hellos.size() > before);
        return starter;
    }

    /** An agent that no starter started. */
    void startWithoutStarter() throws IOException {
        starters.add(fleet.run(""));
        fleet.awaitConnected();
    }

    Path log() {
        return root.resolve("starter.log");
    }

    long agentPid() throws IOException {
        return Long.parseLong(
                Files.readString(fleet.directory().resolve("agent.lock")).strip());
    }

    /** The agent's newest word on its version. */
    String version() {
        return hellos.get(hellos.size() - 1).getAgentVersion();
    }

    Upgrade packed(OtherVersion version) throws Exception {
        var stored = packages.ofInstalled(version.home());
        return order(version.version(), stored.digest(), stored.size());
    }

    /** Any file as a package. */
    Upgrade stored(String version, byte[] content) throws Exception {
        var file = Files.write(root.resolve("content"), content);
        return order(version, artifacts.put(file), content.length);
    }

    static Upgrade order(String version, Digest digest, long size) {
        return Upgrade.newBuilder()
                .setVersion(version)
                .setDigest(digest.name())
                .setSize(size)
                .build();
    }

    void ask(Upgrade upgrade) {
        upgrades.clear();
        order = upgrade;
        sessions.upgrade(FleetRig.HOST, upgrade);
    }

    /** Waits until the agent says this of the version that was asked for. */
    UpgradeReport await(UpgradePhase phase) {
        await().atMost(PATIENCE).until(() -> said(phase).isPresent());
        return said(phase).orElseThrow();
    }

    private static org.awaitility.core.ConditionFactory await() {
        return org.awaitility.Awaitility.await();
    }

    private Optional<UpgradeReport> said(UpgradePhase phase) {
        return upgrades.stream()
                .filter(report ->
                        report.getPhase() == phase && report.getVersion().equals(order.getVersion()))
                .findFirst();
    }

    AttemptId dispatch(long number, String script) {
        return orders.dispatch(number, script, Duration.ofMinutes(10));
    }

    /** A command that counts its start on disk, runs until {@link #letGo}, and ends with 7. */
    AttemptId longCommand(long number) {
        var id = dispatch(
                number,
                "echo started >> " + root.resolve("starts") + "; while [ ! -e " + root.resolve("go")
                        + " ]; do sleep 0.1; done; exit 7");
        await().atMost(PATIENCE)
                .until(() ->
                        reports.stream().anyMatch(report -> report.getAttempt().equals(id) && report.hasStarted()));
        return id;
    }

    void letGo() throws IOException {
        Files.createFile(root.resolve("go"));
    }

    List<String> starts() throws IOException {
        return Files.readAllLines(root.resolve("starts"));
    }

    Ended awaitEnd(AttemptId id) {
        return orders.awaitEnd(id);
    }

    @Override
    public void greeted(String host, Hello hello) {
        if (hello.hasUpgrade()) {
            upgrades.add(hello.getUpgrade());
        }
        if (!order.getVersion().isEmpty() && !hello.getUpgrade().getVersion().equals(order.getVersion())) {
            sessions.upgrade(host, order);
        }
    }

    @Override
    public void reported(String host, UpgradeReport report) {
        upgrades.add(report);
    }

    @Override
    public void close() throws Exception {
        for (var starter : starters) {
            starter.destroy();
        }
        for (var starter : starters) {
            if (!starter.waitFor(30, TimeUnit.SECONDS)) {
                starter.descendants().forEach(ProcessHandle::destroyForcibly);
                starter.destroyForcibly().waitFor();
            }
        }
        fleet.close();
    }
}
