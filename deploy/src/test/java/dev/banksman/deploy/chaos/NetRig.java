package dev.banksman.deploy.chaos;

import static org.awaitility.Awaitility.await;

import dev.banksman.deploy.lab.OperatorLink;
import dev.banksman.proto.operator.v1.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One controller and a few agents, each on a machine of its own with nothing but a network between them. The agents
 * enroll by themselves at their first start. For one thread; closing it takes the network and all its machines away.
 *
 * @param <M> what can be done to a machine
 */
final class NetRig<M extends Machine> implements AutoCloseable {

    private static final int OPERATORS = 7443;
    private static final int AGENTS = 7444;

    final Map<String, NetHost> hosts = new LinkedHashMap<>();
    final M controller;
    final Console console;

    private final Net<M> net;
    private final Path root;
    private final Path data;

    /** @param root of all their files */
    NetRig(Net<M> net, Path root, int hostCount) throws Exception {
        this.net = net;
        this.root = root;
        data = Files.createDirectories(root.resolve("controller"));
        Files.writeString(data.resolve("controller.properties"), "heartbeat = 1s\nsilence = 3s\n");
        controller = net.machine("controller", OPERATORS);
        console = new Console(this::open);
        try {
            startController();
            for (int i = 1; i <= hostCount; i++) {
                var host = new NetHost("host-" + i);
                hosts.put(host.name, host);
                host.start();
            }
            await().atMost(ChaosRig.PATIENCE).until(() -> connected().size() == hostCount);
        } catch (Exception | AssertionError e) {
            var said = words();
            close();
            throw new AssertionError("the rig did not start: " + said, e);
        }
    }

    private OperatorLink open() throws IOException {
        // Written when all else is there.
        if (!Files.exists(data.resolve("endpoints.properties"))) {
            throw new IOException("The controller is not there yet");
        }
        return OperatorLink.open(data, controller.reach(OPERATORS));
    }

    /** On its machine, on which nothing else runs; returns when it answers. */
    void startController() throws IOException, InterruptedException {
        var names = new ArrayList<>(controller.names());
        names.add(controller.address());
        controller.start(JavaProgram.controller(List.of(
                "controller",
                "--data",
                data.toString(),
                "--agents",
                controller.address() + ":" + AGENTS,
                "--operators",
                controller.address() + ":" + OPERATORS,
                "--agent-host",
                controller.address(),
                "--names",
                String.join(",", names))));
        await().atMost(ChaosRig.PATIENCE)
                .failFast("the controller ended", () -> !controller.alive())
                .until(() -> console.ask(Console.hosts()).isPresent());
    }

    /** The hosts that the controller takes for connected. */
    List<String> connected() throws InterruptedException {
        return console.insist(Console.hosts()).stream()
                .filter(Host::getConnected)
                .map(Host::getHost)
                .sorted()
                .toList();
    }

    /** The last that each of them said. */
    String words() throws IOException {
        var said = new ArrayList<>(List.of(controller.lastWords()));
        for (var host : hosts.values()) {
            said.add(host.machine.lastWords());
        }
        return said.stream().collect(Collectors.joining("\n---\n"));
    }

    /** A machine with an agent. */
    final class NetHost {
        final String name;
        final M machine;
        private final Path directory;
        private final Path token;
        private int boots;

        private NetHost(String name) throws IOException, InterruptedException {
            this.name = name;
            machine = net.machine(name);
            directory = Files.createDirectories(root.resolve("hosts").resolve(name));
            token = root.resolve(name + ".token");
            Files.writeString(token, console.insist(Console.enrollmentToken(name)));
            Files.writeString(directory.resolve("agent.properties"), """
                boot-id = %s
                policy.programs = script:sh
                limits.keep-acknowledged = 1s
                limits.resend-every = 2s
                link.first-pause = 50ms
                link.longest-pause = 500ms
                link.probe-after = 1s
                link.probe-within = 2s
                """.formatted(bootId()));
        }

        private Path bootId() {
            return root.resolve(name + ".boot-id");
        }

        /** Turns the machine on, with a boot id that it never had. */
        void start() throws IOException, InterruptedException {
            boots++;
            Files.writeString(bootId(), name + "-boot-" + boots + "\n");
            resume();
        }

        /** Starts its agent on a machine that has not been turned off. */
        void resume() throws IOException, InterruptedException {
            machine.start(JavaProgram.agent(List.of(
                    "run",
                    "--dir",
                    directory.toString(),
                    "--enroll-at",
                    controller.address() + ":" + OPERATORS,
                    "--token-file",
                    token.toString(),
                    "--name",
                    name)));
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        console.close();
        net.close();
    }
}
