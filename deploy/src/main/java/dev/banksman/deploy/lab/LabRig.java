package dev.banksman.deploy.lab;

import dev.banksman.common.SystemTime;
import dev.banksman.proto.operator.v1.CreateEnrollmentTokenRequest;
import dev.banksman.proto.operator.v1.CreateOperatorRequest;
import dev.banksman.proto.operator.v1.Host;
import dev.banksman.proto.operator.v1.ListHostsRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A running lab: SQL server and web site in this process, the controller and one agent for each host as processes of
 * their own, started from the distribution. For one thread; closing it ends everything it started.
 */
public final class LabRig implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /** Four minutes: on a machine that is busy otherwise, nine programs take their time to start. */
    private static final int LOOKS = 1_200;

    private static final int PATIENCE_SECONDS = 240;
    private static final long GRACE_SECONDS = 5;
    private static final String ANY_PORT = "127.0.0.1:0";

    private final LabFolder folder;
    private final Path distribution;
    private final List<LabHost> hosts;
    private final SqlServer sql;
    private final WebSite web;
    private final Map<String, LabProcess> agents = new LinkedHashMap<>();
    private LabProcess controller;

    private LabRig(
            LabFolder folder,
            List<LabHost> hosts,
            Path distribution,
            SqlServer sql,
            WebSite web,
            LabProcess controller) {
        this.folder = folder;
        this.hosts = hosts;
        this.distribution = distribution;
        this.sql = sql;
        this.web = web;
        this.controller = controller;
    }

    /**
     * Makes a lab in an empty directory and brings everything up to where a run can start.
     *
     * @param directory of the lab; made if it is missing
     * @param procedure what is rehearsed, which says the system and its hosts
     * @param distribution folder of the distribution, with {@code bin/banksman} and {@code bin/banksman-agent}
     */
    public static LabRig start(Path directory, LabProcedure procedure, Path distribution)
            throws IOException, InterruptedException, SQLException {
        return start(directory, procedure, distribution, Map.of());
    }

    /** @param parameters values in the place of the procedure's own */
    static LabRig start(Path directory, LabProcedure procedure, Path distribution, Map<String, String> parameters)
            throws IOException, InterruptedException, SQLException {
        var folder = new LabFolder(directory, procedure.scripts());
        if (Files.exists(folder.startsLog())) {
            throw new LabException(folder.root() + ": expected a new directory, found a lab there.");
        }
        Files.createDirectories(folder.root());
        LabProcess.start(
                        "prepare",
                        folder.root().resolve("prepare.log"),
                        Map.of(),
                        List.of(
                                folder.scripts().resolve("prepare").toString(),
                                folder.root().toString()))
                .succeed(PATIENCE_SECONDS);
        // The controller takes the longest to start: everything else happens meanwhile.
        var controller = controllerProcess(folder, distribution.toAbsolutePath(), ANY_PORT, ANY_PORT);
        var password = SystemTime.ids().get();
        var sql = SqlServer.start(folder, password);
        var rig = new LabRig(
                folder, procedure.hosts(), distribution.toAbsolutePath(), sql, WebSite.start(folder), controller);
        try {
            rig.write(procedure, parameters);
            rig.configureAgents(password);
            rig.awaitController();
            rig.hirePeople();
            rig.startNewAgents();
            rig.awaitAgents();
            return rig;
        } catch (IOException | InterruptedException | RuntimeException e) {
            rig.close();
            throw e;
        }
    }

    private static LabProcess controllerProcess(LabFolder folder, Path distribution, String operators, String agents)
            throws IOException {
        return LabProcess.start(
                "controller",
                folder.root().resolve("controller.log"),
                Map.of(),
                List.of(
                        distribution.resolve("bin/banksman").toString(),
                        "controller",
                        "--data",
                        folder.controller().toString(),
                        "--operators",
                        operators,
                        "--agents",
                        agents));
    }

    private void configureAgents(String password) throws IOException {
        for (var host : hosts) {
            var directory = folder.agent(host);
            LabFolder.putSecret(directory.resolve("secrets").resolve(LabDocuments.SQL_SECRET), password);
            Files.write(directory.resolve("agent.properties"), AgentConfiguration.lines(folder));
        }
    }

    /** An operator of their own: some gates must not be approved by whoever has started the run. */
    private void hirePeople() throws IOException {
        try (var link = OperatorLink.open(folder.controller())) {
            var token = link.call()
                    .createOperator(CreateOperatorRequest.newBuilder()
                            .setName("people")
                            .addRoles("operator")
                            .addRoles("approver")
                            .build())
                    .getToken();
            LabFolder.putSecret(folder.peopleToken(), token);
        }
    }

    /** Each enrolls itself as it starts: a process of its own for that would double the wait. */
    private void startNewAgents() throws IOException {
        var operators = OperatorLink.endpoints(folder.controller()).getProperty("operators", "");
        try (var link = OperatorLink.open(folder.controller())) {
            for (var host : hosts) {
                var token = link.call()
                        .createEnrollmentToken(CreateEnrollmentTokenRequest.newBuilder()
                                .setHost(host.name())
                                .setValidFor(com.google.protobuf.Duration.newBuilder()
                                        .setSeconds(600))
                                .build())
                        .getToken();
                var file = folder.agent(host).resolve("enrollment.token");
                LabFolder.putSecret(file, token);
                agents.put(
                        host.name(),
                        agentProcess(
                                host.name(),
                                "run",
                                "--enroll-at",
                                operators,
                                "--token-file",
                                file.toString(),
                                "--name",
                                host.name()));
            }
        }
    }

    private LabHost labHost(String name) {
        return hosts.stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LabException("There is no host " + name + " in the lab."));
    }

    private LabProcess agentProcess(String host, String command, String... options) throws IOException {
        var directory = folder.agent(labHost(host));
        var words = new ArrayList<>(
                List.of(distribution.resolve("bin/banksman-agent").toString(), command, "--dir", directory.toString()));
        words.addAll(List.of(options));
        return LabProcess.start(
                "agent of " + host, directory.resolve(command + ".log"), LabEnvironment.of(folder, host), words);
    }

    private void awaitController() throws IOException, InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            if (!controller.alive()) {
                throw new IOException("The controller ended: " + controller.lastWords());
            }
            if (Files.exists(folder.controller().resolve("endpoints.properties")) && hostsSeen() >= 0) {
                return;
            }
            SystemTime.pause(BETWEEN_LOOKS);
        }
        throw new IOException("The controller does not answer: " + controller.lastWords());
    }

    private void awaitAgents() throws IOException, InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            for (var agent : agents.values()) {
                if (!agent.alive()) {
                    throw new IOException(agent.name() + " ended: " + agent.lastWords());
                }
            }
            if (hostsSeen() >= hosts.size()) {
                for (var host : hosts) {
                    Files.deleteIfExists(folder.agent(host).resolve("enrollment.token"));
                }
                return;
            }
            SystemTime.pause(BETWEEN_LOOKS);
        }
        throw new IOException(
                "Not every agent connected; see the logs in " + folder.root().resolve("hosts"));
    }

    /** How many agents are connected; -1 while the controller does not answer. */
    private int hostsSeen() throws IOException {
        return connected().map(List::size).orElse(-1);
    }

    /** The hosts whose agents are connected; nothing while the controller does not answer. */
    private Optional<List<String>> connected() throws IOException {
        try (var link = OperatorLink.open(folder.controller())) {
            var reply = link.call().listHosts(ListHostsRequest.getDefaultInstance());
            return Optional.of(reply.getHostsList().stream()
                    .filter(Host::getConnected)
                    .map(Host::getHost)
                    .toList());
        } catch (StatusRuntimeException e) {
            return Optional.empty();
        }
    }

    LabFolder folder() {
        return folder;
    }

    Path distribution() {
        return distribution;
    }

    /** Inventory and parameters for a run of this procedure take the place of those that are there. */
    void write(LabProcedure procedure, Map<String, String> parameters) throws IOException {
        new LabDocuments(folder, procedure, sql.url(), web.url()).write(parameters);
    }

    /** kill -9. */
    public void killController() throws InterruptedException {
        controller.kill();
    }

    /** Starts it again where it was, and comes back when it answers. */
    public void startController() throws IOException, InterruptedException {
        var addresses = OperatorLink.endpoints(folder.controller());
        controller = controllerProcess(
                folder,
                distribution,
                addresses.getProperty("operators", ANY_PORT),
                addresses.getProperty("agents", ANY_PORT));
        awaitController();
    }

    /** kill -9 of the agent; what it had started goes on. */
    public void killAgent(String host) throws IOException, InterruptedException {
        var agent = agents.get(host);
        if (agent == null) {
            throw new LabException("There is no agent of " + host + " in the lab.");
        }
        // The process that was started is the agent's starter, and ends as its agent does.
        long pid = folder.agentPid(labHost(host));
        if (!ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false)) {
            throw new LabException("The agent of " + host + " (pid " + pid + ") could not be killed.");
        }
        agent.awaitEnd(GRACE_SECONDS);
    }

    public void startAgent(String host) throws IOException {
        agents.put(host, agentProcess(host, "run"));
    }

    /**
     * Kills a program if it still runs, starts it again, and comes back when it is up: the controller when it answers, an
     * agent when the controller, if that is there, has it back.
     *
     * @param name {@code controller}, or a host for its agent
     */
    void restart(String name) throws IOException, InterruptedException {
        if (name.equals(controller.name())) {
            killController();
            startController();
            return;
        }
        var agent = agents.get(name);
        if (agent == null || agent.alive()) {
            killAgent(name);
        } else {
            killOrphan(labHost(name));
        }
        awaitConnected(name, false);
        startAgent(name);
        awaitConnected(name, true);
    }

    /** Whoever kills a starter leaves its agent behind, which holds the agent's directory. */
    private void killOrphan(LabHost host) throws IOException {
        var directory = folder.agent(host).toString();
        ProcessHandle.of(folder.agentPid(host))
                .filter(process -> process.info().commandLine().orElse("").contains(directory))
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Where there is no controller, nobody is connected, and nothing to wait for. */
    private void awaitConnected(String host, boolean expected) throws IOException, InterruptedException {
        for (int look = 0; look < LOOKS && controller.alive(); look++) {
            var now = connected();
            if (now.isPresent() && now.get().contains(host) == expected) {
                return;
            }
            SystemTime.pause(BETWEEN_LOOKS);
        }
        if (controller.alive()) {
            throw new IOException("The agent of " + host + (expected ? " does not connect: " : " is not missed: ")
                    + agents.getOrDefault(host, controller).lastWords());
        }
    }

    /** Name and process id of everything that runs beside this process. */
    public Map<String, Long> pids() {
        var pids = new LinkedHashMap<String, Long>();
        pids.put(controller.name(), controller.pid());
        agents.values().forEach(agent -> pids.put(agent.name(), agent.pid()));
        return pids;
    }

    /** Empty while all is well, else which process of the lab is gone and what it said last. */
    public String trouble() throws IOException {
        for (var process :
                Stream.concat(Stream.of(controller), agents.values().stream()).toList()) {
            if (!process.alive()) {
                return process.name() + " ended: " + process.lastWords();
            }
        }
        return "";
    }

    void writePids(Path file) throws IOException {
        var lines = new StringBuilder();
        pids().forEach((name, pid) -> lines.append(pid).append(' ').append(name).append('\n'));
        Files.writeString(file, lines, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            agents.values().forEach(LabProcess::stop);
            for (var agent : agents.values()) {
                agent.end(GRACE_SECONDS);
            }
            controller.end(GRACE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            web.close();
            sql.close();
        }
    }
}
