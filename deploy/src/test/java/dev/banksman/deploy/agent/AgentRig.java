package dev.banksman.deploy.agent;

import static org.awaitility.Awaitility.await;

import dev.banksman.controller.engine.AgentEvents;
import dev.banksman.controller.fleet.AgentSessions;
import dev.banksman.controller.identity.CertificateAuthority;
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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
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

    final List<Hello> hellos = new CopyOnWriteArrayList<>();
    final List<Report> reports = new CopyOnWriteArrayList<>();
    private final Map<AttemptId, Dispatch> wanted = new ConcurrentHashMap<>();
    private volatile long link;
    private final AgentSessions sessions = new AgentSessions(new SimpleMeterRegistry());
    private final FleetRig fleet;

    AgentRig(Path root) throws Exception {
        this(root, CertificateAuthority.HOST_LIFETIME);
    }

    AgentRig(Path root, Duration hostLifetime) throws Exception {
        fleet = new FleetRig(root, hostLifetime, sessions, this, List.of());
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
        var id = AttemptId.newBuilder()
                .setRun("run-1")
                .setHost(FleetRig.HOST)
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
        sessions.dispatch(dispatch, link);
        return id;
    }

    void awaitConnected() {
        fleet.awaitConnected();
    }

    Ended awaitEnd(AttemptId id) {
        await().atMost(Duration.ofMinutes(4)).until(() -> end(id).isPresent());
        return end(id).orElseThrow();
    }

    private Optional<Ended> end(AttemptId id) {
        return reports.stream()
                .filter(report -> report.getAttempt().equals(id) && report.hasEnded())
                .map(Report::getEnded)
                .findFirst();
    }

    String stdout(AttemptId id) throws IOException {
        var slice = fleet.outputs().read(id, OutputStream.OUTPUT_STREAM_STDOUT, 0, 1024 * 1024);
        return new String(slice.data(), StandardCharsets.UTF_8);
    }

    @Override
    public void connected(String host, long newest, Hello hello) {
        link = newest;
        hellos.add(hello);
        hello.getAttemptsList().forEach(report -> reported(host, report));
        var listed = hello.getAttemptsList().stream().map(Report::getAttempt).toList();
        wanted.forEach((id, dispatch) -> {
            if (!listed.contains(id) && end(id).isEmpty()) {
                sessions.dispatch(dispatch, link);
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
        fleet.close();
    }
}
