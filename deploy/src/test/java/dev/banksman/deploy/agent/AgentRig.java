package dev.banksman.deploy.agent;

import dev.banksman.controller.fleet.AgentSessions;
import dev.banksman.controller.identity.CertificateAuthority;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.OutputStream;
import dev.banksman.proto.agent.v1.Report;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The controller's side of the link with nothing behind it but a list of what is to be done: dispatches again after each
 * hello what the hello does not list, as the engine does, and acknowledges ends. Agents are processes of their own.
 */
final class AgentRig implements AutoCloseable {

    final List<Hello> hellos;
    final List<Report> reports;
    private final Orders orders;
    private final FleetRig fleet;

    AgentRig(Path root) throws Exception {
        this(root, CertificateAuthority.HOST_LIFETIME);
    }

    AgentRig(Path root, Duration hostLifetime) throws Exception {
        var sessions = new AgentSessions(new SimpleMeterRegistry());
        orders = new Orders(sessions);
        hellos = orders.hellos;
        reports = orders.reports;
        fleet = new FleetRig(root, hostLifetime, sessions, orders, List.of());
    }

    /** Enrolls the host and lets it run scripts. */
    void enroll() throws Exception {
        fleet.enroll("script:sh");
    }

    /** The agent's certificate as it is on its disk. */
    String certificate() throws IOException {
        return fleet.certificate();
    }

    /** Starts the agent; with a crash point it will die there. */
    Process run(String crashAt) throws IOException {
        return fleet.run(crashAt);
    }

    AttemptId dispatch(long number, String script) {
        return orders.dispatch(number, script, Duration.ofMinutes(2));
    }

    void awaitConnected() {
        fleet.awaitConnected();
    }

    Ended awaitEnd(AttemptId id) {
        return orders.awaitEnd(id);
    }

    String stdout(AttemptId id) throws IOException {
        var slice = fleet.outputs().read(id, OutputStream.OUTPUT_STREAM_STDOUT, 0, 1024 * 1024);
        return new String(slice.data(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws Exception {
        fleet.close();
    }
}
