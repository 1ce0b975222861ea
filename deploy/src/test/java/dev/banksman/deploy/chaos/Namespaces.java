package dev.banksman.deploy.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * Machines as network namespaces of Linux, each on a cable of its own to a switch that is a namespace too. Addresses are
 * of the range that is kept for tests of networks (RFC 2544), and the process id is in every name, so that two builds on
 * one machine do not meet. Only root can make it.
 */
final class Namespaces implements Net<Namespaces.Namespace> {

    /** Where frames go that shall reach nobody. */
    private static final String NOBODY = "02:00:00:00:00:ff";

    private static final int TEST = 254;

    private final Path logs;
    private final String id = "bm" + ProcessHandle.current().pid();
    private final String network = "198.18." + ProcessHandle.current().pid() % 256 + ".";
    private final String hub = id + "sw";
    private final List<Namespace> machines = new ArrayList<>();

    private Namespaces(Path logs) {
        this.logs = logs;
    }

    /** Why there can be none here; nothing where there can. */
    static Optional<String> whyNot() throws IOException, InterruptedException {
        var name = "bm" + ProcessHandle.current().pid() + "try";
        try {
            var made = Tool.call("ip", "netns", "add", name);
            var cable = made.code() == 0
                    ? Tool.call("ip", "-n", name, "link", "add", "one", "type", "veth", "peer", "name", "two")
                    : made;
            if (made.code() == 0) {
                Tool.run("ip", "netns", "delete", name);
            }
            return cable.code() == 0 ? Optional.empty() : Optional.of("no network namespaces here: " + cable.text());
        } catch (IOException e) {
            return Optional.of("no network namespaces here: " + e.getMessage());
        }
    }

    /** @param logs where what machines say is kept */
    static Namespaces make(Path logs) throws IOException, InterruptedException {
        var net = new Namespaces(logs);
        try {
            Tool.run("ip", "netns", "add", net.hub);
            Tool.run("ip", "-n", net.hub, "link", "add", "hub", "type", "bridge");
            Tool.run("ip", "-n", net.hub, "link", "set", "hub", "up");
            net.plug(net.id, net.id + "t");
            Tool.run("ip", "address", "add", net.network + TEST + "/24", "dev", net.id);
            Tool.run("ip", "link", "set", net.id, "up");
            return net;
        } catch (IOException e) {
            net.close();
            throw e;
        }
    }

    /** A cable with this end here, and the other in the switch. */
    private void plug(String end, String port) throws IOException, InterruptedException {
        Tool.run("ip", "link", "add", end, "type", "veth", "peer", "name", port, "netns", hub);
        Tool.run("ip", "-n", hub, "link", "set", port, "master", "hub", "up");
    }

    @Override
    public Namespace machine(String name, int... ports) throws IOException, InterruptedException {
        var machine = new Namespace(name, machines.size() + 1);
        machines.add(machine);
        machine.make();
        return machine;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (var machine : machines) {
            if (machine.made) {
                machine.powerOff();
                Tool.run("ip", "netns", "delete", machine.space);
            }
        }
        machines.clear();
        // With a namespace go its ends of cables, and with one end the other.
        Tool.call("ip", "netns", "delete", hub);
        Tool.call("ip", "link", "delete", id);
    }

    /** One of them. */
    final class Namespace extends LocalMachine implements Machine.Cabled {
        private final String space;
        private final String port;
        private boolean made;

        private Namespace(String name, int number) {
            super(name, network + number, logs.resolve(name + ".log"));
            space = id + "m" + number;
            port = id + "p" + number;
        }

        private void make() throws IOException, InterruptedException {
            Tool.run("ip", "netns", "add", space);
            made = true;
            plug(space, port);
            Tool.run("ip", "link", "set", space, "netns", space, "name", "eth0");
            Tool.run("ip", "-n", space, "address", "add", address() + "/24", "dev", "eth0");
            Tool.run("ip", "-n", space, "link", "set", "eth0", "up");
            Tool.run("ip", "-n", space, "link", "set", "lo", "up");
        }

        @Override
        List<String> prefix() {
            return List.of("nsenter", "--net=/run/netns/" + space, "--");
        }

        @Override
        public void powerOff() throws IOException, InterruptedException {
            kill();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(this::killAll);
        }

        private boolean killAll() throws IOException, InterruptedException {
            var left = Tool.run("ip", "netns", "pids", space).lines().toList();
            left.forEach(
                    pid -> ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly));
            return left.isEmpty();
        }

        @Override
        public void cut() throws IOException, InterruptedException {
            Tool.run("ip", "-n", hub, "link", "set", port, "down");
        }

        /** What it sends to another is lost; what the other sends arrives. */
        void mute(Namespace other) throws IOException, InterruptedException {
            Tool.run(
                    "ip",
                    "-n",
                    space,
                    "neighbour",
                    "replace",
                    other.address(),
                    "lladdr",
                    NOBODY,
                    "nud",
                    "permanent",
                    "dev",
                    "eth0");
        }

        /** @return what makes it slow: with a delay too, where the kernel can do that */
        String slow(int kbit) throws IOException, InterruptedException {
            var rate = kbit + "kbit";
            var delaying = Tool.call(
                    "tc", "-n", space, "qdisc", "add", "dev", "eth0", "root", "netem", "delay", "300ms", "rate", rate);
            if (delaying.code() == 0) {
                Tool.run("tc", "-n", hub, "qdisc", "add", "dev", port, "root", "netem", "delay", "300ms", "rate", rate);
                return rate + "/s and 300 ms each way";
            }
            for (var where : List.of(List.of(space, "eth0"), List.of(hub, port))) {
                Tool.run(
                        "tc",
                        "-n",
                        where.getFirst(),
                        "qdisc",
                        "add",
                        "dev",
                        where.getLast(),
                        "root",
                        "tbf",
                        "rate",
                        rate,
                        "burst",
                        "2kb",
                        "latency",
                        "1s");
            }
            return rate + "/s each way";
        }

        @Override
        public void mend() throws IOException, InterruptedException {
            Tool.run("ip", "-n", hub, "link", "set", port, "up");
            Tool.run("ip", "-n", space, "neighbour", "flush", "dev", "eth0", "nud", "permanent");
            Tool.call("tc", "-n", space, "qdisc", "delete", "dev", "eth0", "root");
            Tool.call("tc", "-n", hub, "qdisc", "delete", "dev", port, "root");
        }
    }
}
