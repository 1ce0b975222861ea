package dev.banksman.deploy.chaos;

import static org.awaitility.Awaitility.await;

import dev.banksman.proto.operator.v1.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * One controller and a few agents, each in a process and a directory of its own, with a proxy between each agent and the
 * controller. For one thread. Closing it ends every process that it, or an agent of it, started.
 */
final class ChaosRig implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(4);

    final Path root;
    final Path data;
    final Console console;
    final Victim controller;
    final Map<String, AgentHost> hosts = new LinkedHashMap<>();

    /** The controller's disk, where one can be mounted. */
    final Optional<SmallDisk> disk;

    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

    private final Disks disks;
    private final boolean manyStarts;

    /**
     * Small file systems of their own, where this process may mount them.
     *
     * @param controllerMib size of the controller's; 0 for none
     * @param agentMib size of each agent's; 0 for none
     */
    record Disks(int controllerMib, int agentMib) {
        static final Disks NONE = new Disks(0, 0);
    }

    ChaosRig(Path root, int hostCount, Disks disks) throws Exception {
        this(root, hostCount, disks, false);
    }

    /** @param manyStarts some time is spent now so that every start of a process takes less */
    ChaosRig(Path root, int hostCount, Disks disks, boolean manyStarts) throws Exception {
        this.disks = disks;
        this.manyStarts = manyStarts;
        this.root = root;
        data = Files.createDirectories(root.resolve("controller"));
        disk = mount(data, disks.controllerMib());
        console = new Console(data);
        toClose.push(console);
        controller = controller("controller");
        Files.writeString(data.resolve("controller.properties"), "heartbeat = 1s\nsilence = 3s\n");
        try {
            controller.start("");
            awaitController();
            var enrolling = new ArrayList<AgentHost>();
            for (int i = 1; i <= hostCount; i++) {
                enrolling.add(new AgentHost("host-" + i));
            }
            for (var host : enrolling) {
                host.enroll();
                hosts.put(host.name, host);
            }
            if (manyStarts) {
                controller.stop();
                controller.start("");
            }
            for (var host : enrolling) {
                host.agent.start("");
            }
            awaitController();
            awaitConnected();
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private Optional<SmallDisk> mount(Path directory, int mib) throws IOException, InterruptedException {
        var mounted = mib == 0 ? Optional.<SmallDisk>empty() : SmallDisk.mount(directory, mib);
        mounted.ifPresent(toClose::push);
        return mounted;
    }

    private Victim controller(String name) throws IOException {
        return new Victim(
                name,
                root.resolve(name + ".log"),
                "controller",
                manyStarts,
                JavaProgram.CONTROLLER_OPTIONS,
                List.of(
                        "dev.banksman.controller.Banksman",
                        "controller",
                        "--data",
                        data.toString(),
                        "--agents",
                        "127.0.0.1:0",
                        "--operators",
                        "127.0.0.1:0"));
    }

    /** Another controller on the same directory, not started yet. */
    Victim secondController() throws IOException {
        return controller("second-controller");
    }

    void awaitController() {
        await().atMost(PATIENCE)
                .failFast("the controller ended", () -> !controller.alive())
                .until(() -> console.ask(Console.hosts()).isPresent());
    }

    void awaitConnected() {
        await().atMost(PATIENCE).until(this::allConnected);
    }

    boolean allConnected() {
        return console.ask(Console.hosts()).orElse(List.of()).stream()
                        .filter(Host::getConnected)
                        .count()
                == hosts.size();
    }

    private String endpoint(String key) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(data.resolve("endpoints.properties"))) {
            properties.load(reader);
        }
        var address = properties.getProperty(key);
        if (address == null) {
            throw new IOException("The controller has not said yet where its " + key + " are listened for");
        }
        return address;
    }

    private int agentsPort() throws IOException {
        var address = endpoint("agents");
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** A host: its agent, its directory, its boot id, and what stands between it and the controller. */
    final class AgentHost {
        final String name;
        final Path directory;
        final CuttableProxy proxy;
        final Victim agent;
        final Optional<SmallDisk> disk;
        private int boots;

        private AgentHost(String name) throws IOException, InterruptedException {
            this.name = name;
            directory = Files.createDirectories(root.resolve("hosts").resolve(name));
            disk = mount(directory, disks.agentMib());
            proxy = new CuttableProxy(ChaosRig.this::agentsPort);
            toClose.push(proxy);
            agent = agent(List.of("run", "--dir", directory.toString()));
            boot();
        }

        private Victim agent(List<String> words) throws IOException {
            var command = new ArrayList<>(List.of("dev.banksman.agent.BanksmanAgent"));
            command.addAll(words);
            return new Victim(
                    "agent of " + name,
                    root.resolve(name + ".log"),
                    "agent",
                    manyStarts,
                    JavaProgram.AGENT_OPTIONS,
                    command);
        }

        private void enroll() throws Exception {
            var token = root.resolve(name + ".token");
            Files.writeString(token, console.insist(Console.enrollmentToken(name)));
            var enrolling = agent(List.of(
                    "enroll",
                    "--controller",
                    endpoint("operators"),
                    "--token-file",
                    token.toString(),
                    "--dir",
                    directory.toString(),
                    "--name",
                    name));
            enrolling.start("");
            if (enrolling.await() != 0) {
                throw new IOException(name + " was not enrolled: " + enrolling.lastWords());
            }
            Files.writeString(
                    directory.resolve("agent.properties"), """
                        controller = %s
                        boot-id = %s
                        policy.programs = script:sh
                        tools.shutdown = /bin/sh "%s"
                        limits.keep-acknowledged = 1s
                        limits.resend-every = 2s
                        link.first-pause = 50ms
                        link.longest-pause = 500ms
                        link.probe-after = 1s
                        link.probe-within = 2s
                        """.formatted(proxy.address(), bootId(), shutdown()));
        }

        private Path bootId() {
            return root.resolve(name + ".boot-id");
        }

        /** Stands for the system's own program: writes down how it was called. */
        private Path shutdown() throws IOException {
            return Files.writeString(root.resolve(name + ".shutdown.sh"), "echo \"$*\" >>'" + shutdowns() + "'\n");
        }

        private Path shutdowns() {
            return root.resolve(name + ".shutdowns");
        }

        /** How the system was asked to restart this host, or to take that back, since its last start. */
        List<String> askedToRestart() throws IOException {
            return Files.exists(shutdowns()) ? Files.readAllLines(shutdowns()) : List.of();
        }

        /** Everything on it ends at once; nothing runs until its agent is started. */
        void goDown() throws IOException, InterruptedException {
            agent.kill();
            commands().killAll();
            Files.deleteIfExists(shutdowns());
            boot();
        }

        /** From now on the host has been started anew. */
        void boot() throws IOException {
            boots++;
            Files.writeString(bootId(), name + "-boot-" + boots + "\n");
        }

        /** What the agent has started and that still runs. */
        CommandProcesses commands() {
            return new CommandProcesses(name, directory.resolve("commands"));
        }
    }

    @Override
    public void close() throws Exception {
        for (var host : hosts.values()) {
            host.agent.kill();
            host.commands().killAll();
        }
        controller.kill();
        while (!toClose.isEmpty()) {
            toClose.pop().close();
        }
    }
}
