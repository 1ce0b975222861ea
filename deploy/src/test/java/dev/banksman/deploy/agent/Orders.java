package dev.banksman.deploy.agent;

import static org.awaitility.Awaitility.await;

import dev.banksman.controller.engine.AgentEvents;
import dev.banksman.controller.fleet.AgentSessions;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Ended;
import dev.banksman.proto.agent.v1.Exec;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.Script;
import dev.banksman.proto.agent.v1.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What is to be done on one host, in place of an engine: sent again after each hello that does not list it, its end
 * acknowledged when it comes. Safe for use by the link's threads and a test's.
 */
public final class Orders implements AgentEvents {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    public final List<Hello> hellos = new CopyOnWriteArrayList<>();
    public final List<Report> reports = new CopyOnWriteArrayList<>();
    private final Map<AttemptId, Dispatch> wanted = new ConcurrentHashMap<>();
    private final AgentSessions sessions;
    private volatile long link;

    public Orders(AgentSessions sessions) {
        this.sessions = sessions;
    }

    /** Has the script run, now or when the host is there. */
    public AttemptId dispatch(long number, String script, Duration allowed) {
        var id = AttemptId.newBuilder()
                .setRun("run-1")
                .setHost(FleetRig.HOST)
                .setNumber(number)
                .build();
        var dispatch = Dispatch.newBuilder()
                .setAttempt(id)
                .setTerm(1)
                .setTask("stage.step")
                .setTimeAllowed(com.google.protobuf.Duration.newBuilder().setSeconds(allowed.toSeconds()))
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

    public Ended awaitEnd(AttemptId id) {
        await().atMost(PATIENCE).until(() -> end(id).isPresent());
        return end(id).orElseThrow();
    }

    private Optional<Ended> end(AttemptId id) {
        return reports.stream()
                .filter(report -> report.getAttempt().equals(id) && report.hasEnded())
                .map(Report::getEnded)
                .findFirst();
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
}
