package dev.banksman.deploy.console;

import static org.awaitility.Awaitility.await;

import dev.banksman.deploy.lab.OperatorLink;
import dev.banksman.proto.operator.v1.CreateEnrollmentTokenRequest;
import dev.banksman.proto.operator.v1.Host;
import dev.banksman.proto.operator.v1.ListHostsRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A controller with a library of one runbook, and two agents, each a process of its own on this test's class path. For one
 * thread; closing it ends them.
 */
final class ConsoleRig implements AutoCloseable {

    static final List<String> HOSTS = List.of("web-1", "web-2");

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path root;
    private final Path data;
    private final List<Process> agents = new ArrayList<>();
    private Process controller;

    ConsoleRig(Path root) throws IOException {
        this.root = root;
        data = Files.createDirectories(root.resolve("controller"));
        var library = Files.createDirectories(root.resolve("runbooks"));
        Files.writeString(library.resolve("two-servers.yaml"), StoryRunbook.TEXT);
        Files.writeString(inventory(), StoryRunbook.inventory(HOSTS));
        Files.writeString(
                data.resolve("controller.properties"), "heartbeat = 1s\nsilence = 5s\nrunbooks = " + library + "\n");
        controller = startController("127.0.0.1:0", "127.0.0.1:0");
        await().atMost(PATIENCE).until(() -> connected() >= 0);
        for (var host : HOSTS) {
            agents.add(startAgent(host));
        }
        await().atMost(PATIENCE).until(() -> connected() == HOSTS.size());
    }

    /** Where the hosts of one run keep their files. */
    Path site(String name) throws IOException {
        return Files.createDirectories(root.resolve("site").resolve(name));
    }

    Path inventory() {
        return root.resolve("inventory.yaml");
    }

    String address() throws IOException {
        return "https://" + endpoints().getProperty("operators");
    }

    String token() throws IOException {
        return Files.readString(data.resolve("operator/admin.token")).strip();
    }

    OperatorLink link() throws IOException {
        return OperatorLink.open(data);
    }

    /** Ends the controller at once, as kill -9 does. */
    void killController() throws InterruptedException {
        controller.destroyForcibly().waitFor();
    }

    /** Starts it again where it was. */
    void restartController() throws IOException {
        var addresses = endpoints();
        controller = startController(addresses.getProperty("operators"), addresses.getProperty("agents"));
        await().atMost(PATIENCE).until(() -> connected() == HOSTS.size());
    }

    private Properties endpoints() throws IOException {
        var endpoints = new Properties();
        try (var reader = Files.newBufferedReader(data.resolve("endpoints.properties"))) {
            endpoints.load(reader);
        }
        return endpoints;
    }

    /** How many agents are; -1 while the controller does not answer. */
    private int connected() {
        if (!controller.isAlive()) {
            throw new IllegalStateException("The controller ended; see " + root.resolve("controller.log"));
        }
        if (!Files.exists(data.resolve("endpoints.properties"))) {
            return -1;
        }
        try (var link = link()) {
            return (int) link.call().listHosts(ListHostsRequest.getDefaultInstance()).getHostsList().stream()
                    .filter(Host::getConnected)
                    .count();
        } catch (StatusRuntimeException | IOException e) {
            // Not there yet: that is what is waited for.
            return -1;
        }
    }

    private Process startController(String operators, String agents) throws IOException {
        return start(
                "controller",
                "dev.banksman.controller.Banksman",
                "controller",
                "--data",
                data.toString(),
                "--operators",
                operators,
                "--agents",
                agents);
    }

    private Process startAgent(String host) throws IOException {
        var directory = Files.createDirectories(root.resolve("hosts").resolve(host));
        Files.writeString(
                directory.resolve("agent.properties"),
                "policy.programs = script:sh\nlink.first-pause = 50ms\nlink.longest-pause = 500ms\n");
        var token = root.resolve(host + ".token");
        try (var link = link()) {
            Files.writeString(
                    token,
                    link.call()
                            .createEnrollmentToken(CreateEnrollmentTokenRequest.newBuilder()
                                    .setHost(host)
                                    .setValidFor(com.google.protobuf.Duration.newBuilder()
                                            .setSeconds(600))
                                    .build())
                            .getToken());
        }
        return start(
                host,
                "dev.banksman.agent.BanksmanAgent",
                "run",
                "--dir",
                directory.toString(),
                "--enroll-at",
                endpoints().getProperty("operators"),
                "--token-file",
                token.toString(),
                "--name",
                host);
    }

    private Process start(String name, String... words) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        root.resolve(name + ".log").toFile()))
                .start();
    }

    @Override
    public void close() throws InterruptedException {
        for (var agent : agents) {
            agent.destroyForcibly().waitFor();
        }
        controller.destroyForcibly().waitFor();
    }
}
