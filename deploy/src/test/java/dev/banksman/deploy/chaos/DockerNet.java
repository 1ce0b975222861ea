package dev.banksman.deploy.chaos;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * Machines as containers of a plain Debian, on a network of their own. Java, the distribution and the files of the test
 * are the host's, mounted where they are here, and everything runs as whoever runs the test.
 */
final class DockerNet implements Net<DockerNet.Container> {

    private static final DockerImageName IMAGE = DockerImageName.parse("debian:bookworm-slim");
    /** The first of a network is the engine's own. */
    private static final int FIRST_ADDRESS = 10;

    private static final int LAST_WORDS = 3_000;

    private final Path files;
    private final String user;

    /** Of the range that is kept for tests of networks (RFC 2544): machines keep their address, whatever is done to them. */
    private final String addresses = "198.19." + ProcessHandle.current().pid() % 256 + ".";

    private final Network network = Network.builder()
            .createNetworkCmdModifier(create -> create.withIpam(new com.github.dockerjava.api.model.Network.Ipam()
                    .withConfig(
                            new com.github.dockerjava.api.model.Network.Ipam.Config().withSubnet(addresses + "0/24"))))
            .build();

    private final List<Container> machines = new ArrayList<>();

    /** @param files the directory below which all files of its machines are */
    DockerNet(Path files) throws IOException {
        this.files = files;
        user = Files.getAttribute(files, "unix:uid") + ":" + Files.getAttribute(files, "unix:gid");
    }

    /** Why there can be none here; nothing where there can. */
    static Optional<String> whyNot() {
        return DockerClientFactory.instance().isDockerAvailable()
                ? Optional.empty()
                : Optional.of("no Docker engine answers here");
    }

    @Override
    public Container machine(String name, int... ports) {
        var machine = new Container(name, FIRST_ADDRESS + machines.size(), ports);
        machines.add(machine);
        return machine;
    }

    @Override
    public void close() {
        machines.forEach(machine -> machine.container.stop());
        machines.clear();
        network.close();
    }

    /** Whoever starts a machine waits for what is to come up on it. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {}
    }

    /** One of them. */
    final class Container implements Machine.Cabled {
        private final String name;
        private final String address;
        private final GenericContainer<?> container;
        private @Nullable List<String> command;
        private boolean cut;

        private Container(String name, int number, int... ports) {
            this.name = name;
            address = addresses + number;
            container = new GenericContainer<>(IMAGE)
                    .withNetwork(network)
                    .withFileSystemBind(JavaProgram.HOME.toString(), JavaProgram.HOME.toString(), BindMode.READ_ONLY)
                    .withFileSystemBind(
                            JavaProgram.DISTRIBUTION.toString(),
                            JavaProgram.DISTRIBUTION.toString(),
                            BindMode.READ_ONLY)
                    .withFileSystemBind(files.toString(), files.toString(), BindMode.READ_WRITE)
                    .withCreateContainerCmdModifier(
                            create -> create.withUser(user).withIpv4Address(address))
                    .waitingFor(new NoWait());
            for (var port : ports) {
                container.addExposedPort(port);
            }
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public String reach(int port) {
            return container.getHost() + ":" + container.getMappedPort(port);
        }

        @Override
        public List<String> names() {
            return List.of(container.getHost());
        }

        /** A container starts again with what it was made for. */
        @Override
        public void start(List<String> words) {
            if (command == null) {
                command = List.copyOf(words);
                container.setCommand(words.toArray(String[]::new));
                container.start();
            } else if (command.equals(words)) {
                docker().startContainerCmd(container.getContainerId()).exec();
            } else {
                throw new IllegalArgumentException(name + ": expected the command it was made for, found " + words);
            }
        }

        @Override
        public boolean alive() {
            return command != null && Boolean.TRUE.equals(state().getRunning());
        }

        private ContainerState state() {
            return docker().inspectContainerCmd(container.getContainerId())
                    .exec()
                    .getState();
        }

        /** With its first process ends whatever else runs in a container. */
        @Override
        public void powerOff() {
            docker().killContainerCmd(container.getContainerId()).exec();
            org.awaitility.Awaitility.await().until(() -> !alive());
        }

        @Override
        public void cut() {
            docker().disconnectFromNetworkCmd()
                    .withNetworkId(network.getId())
                    .withContainerId(container.getContainerId())
                    .exec();
            cut = true;
        }

        @Override
        public void mend() {
            if (cut) {
                docker().connectToNetworkCmd()
                        .withNetworkId(network.getId())
                        .withContainerId(container.getContainerId())
                        .withContainerNetwork(new ContainerNetwork()
                                .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
                        .exec();
                cut = false;
            }
        }

        @Override
        public String lastWords() {
            if (command == null) {
                return name + " was not started";
            }
            var text = container.getLogs();
            return text.substring(Math.max(0, text.length() - LAST_WORDS)).strip() + " (" + name + ")";
        }

        private DockerClient docker() {
            return container.getDockerClient();
        }
    }
}
