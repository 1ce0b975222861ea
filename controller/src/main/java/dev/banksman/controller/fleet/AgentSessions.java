package dev.banksman.controller.fleet;

import dev.banksman.controller.doctor.ExaminationEvents;
import dev.banksman.controller.doctor.ExaminationLinks;
import dev.banksman.controller.engine.AgentEvents;
import dev.banksman.controller.engine.Agents;
import dev.banksman.controller.telemetry.Metric;
import dev.banksman.controller.upgrade.AgentLinks;
import dev.banksman.controller.upgrade.UpgradeEvents;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.Cancel;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Examine;
import dev.banksman.proto.agent.v1.Examined;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Inquiry;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.ReportAck;
import dev.banksman.proto.agent.v1.Upgrade;
import dev.banksman.proto.agent.v1.UpgradeReport;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live links, at most one per host; the newest wins. Sending never waits and may lose the message, as {@link Agents}
 * says. Events of one host go to the engine one at a time and in order, guarded by a lock per host. Nothing here
 * survives the process: agents come back and say hello.
 */
public final class AgentSessions implements Agents, AgentLinks, ExaminationLinks {

    private static final Logger log = LoggerFactory.getLogger(AgentSessions.class);

    private final Map<String, AgentSession> live = new ConcurrentHashMap<>();
    /** One per host that ever connected; hosts are as many as certificates, so this stays small. */
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    private final MeterRegistry metrics;
    private volatile @Nullable AgentEvents events;
    private volatile UpgradeEvents upgrades = UpgradeEvents.UNHEARD;
    private volatile ExaminationEvents examinations = ExaminationEvents.UNHEARD;

    public AgentSessions(MeterRegistry metrics) {
        this.metrics = metrics;
        Metric.AGENTS_CONNECTED.gauge(metrics, live::size);
    }

    @Override
    public void dispatch(Dispatch dispatch, long link) {
        var session = live.get(dispatch.getAttempt().getHost());
        send(
                session != null && session.link() == link ? session : null,
                "dispatch",
                ControllerMessage.newBuilder().setDispatch(dispatch));
    }

    @Override
    public void cancel(Cancel cancel) {
        send(cancel.getAttempt(), "cancel", ControllerMessage.newBuilder().setCancel(cancel));
    }

    @Override
    public void acknowledge(AttemptId id) {
        var ack = ReportAck.newBuilder().setAttempt(id);
        send(id, "acknowledge", ControllerMessage.newBuilder().setReportAck(ack));
    }

    @Override
    public void inquire(AttemptId id) {
        var inquiry = Inquiry.newBuilder().setAttempt(id);
        send(id, "inquire", ControllerMessage.newBuilder().setInquiry(inquiry));
    }

    @Override
    public Optional<String> version(String host) {
        return view(host).map(AgentView::version);
    }

    @Override
    public boolean upgrade(String host, Upgrade order) {
        var session = live.get(host);
        send(session, "upgrade", ControllerMessage.newBuilder().setUpgrade(order));
        return session != null;
    }

    @Override
    public Optional<Link> link(String host) {
        return Optional.ofNullable(live.get(host)).map(AgentSession::examinationLink);
    }

    @Override
    public void examine(String host, Examine question) {
        send(live.get(host), "examine", ControllerMessage.newBuilder().setExamine(question));
    }

    @Override
    public Set<String> connected() {
        return Set.copyOf(live.keySet());
    }

    /** The connected agents, by host. */
    public List<AgentView> views() {
        return live.values().stream()
                .map(AgentSession::view)
                .sorted(Comparator.comparing(AgentView::host))
                .toList();
    }

    /** The agent of this host, if it is connected. */
    public Optional<AgentView> view(String host) {
        return Optional.ofNullable(live.get(host)).map(AgentSession::view);
    }

    /** Ends the link of a host whose certificates were just revoked; whether there was one. */
    public boolean disconnectRevoked(String host) {
        var session = live.get(host);
        if (session != null) {
            end(session, Loss.REVOKED);
        }
        return session != null;
    }

    /** Says where events go; once, before the first session. */
    void deliverTo(AgentEvents engine) {
        events = engine;
    }

    /** Says who is told of upgrades; before the first session. */
    public void tellOfUpgrades(UpgradeEvents listener) {
        upgrades = listener;
    }

    /** Says who is told what agents answer to examinations; before the first session. */
    public void tellOfExaminations(ExaminationEvents listener) {
        examinations = listener;
    }

    /** A session said hello: it replaces the host's older one and takes messages from now on. */
    void open(AgentSession session, Hello hello) {
        log.info(
                "Host {} connected from {}, agent {}, boot {}",
                session.host(),
                session.peer().address(),
                hello.getAgentVersion(),
                hello.getBootId());
        synchronized (lockOf(session.host())) {
            var older = live.get(session.host());
            if (older != null) {
                end(older, Loss.REPLACED);
            }
            live.put(session.host(), session);
            events().connected(session.host(), session.link(), hello);
            upgrades.greeted(session.host(), hello);
        }
    }

    /** Passes a report on, unless the session has been replaced in the meantime. */
    void report(AgentSession session, Report report) {
        synchronized (lockOf(session.host())) {
            if (live.get(session.host()) == session) {
                events().reported(session.host(), report);
            }
        }
    }

    /** Passes on what an agent says about its upgrade, unless the session has been replaced in the meantime. */
    void report(AgentSession session, UpgradeReport report) {
        synchronized (lockOf(session.host())) {
            if (live.get(session.host()) == session) {
                upgrades.reported(session.host(), report);
            }
        }
    }

    /** Passes on what an agent answers to an examination, unless the session has been replaced in the meantime. */
    void report(AgentSession session, Examined answer) {
        if (live.get(session.host()) == session) {
            examinations.answered(session.host(), answer);
        }
    }

    /** Ends a session, whatever state it is in; the engine hears of it if it was the live one. */
    void end(AgentSession session, Loss loss) {
        var host = session.host();
        session.close(statusOf(loss).withDescription("The link ended: " + loss.meaning() + "."));
        synchronized (lockOf(host)) {
            if (live.remove(host, session)) {
                Metric.AGENTS_LOST.counter(metrics, loss.word()).increment();
                log.info("Host {} lost: {}", host, loss.meaning());
                events().lost(host, loss.meaning());
            }
        }
    }

    /** Ends the sessions from which nothing was heard for this long. To be called every second or so. */
    void endSilent(Duration limit) {
        for (var session : live.values()) {
            if (session.silent().compareTo(limit) > 0) {
                end(session, Loss.SILENT);
            }
        }
    }

    void endAll(Loss loss) {
        live.values().forEach(session -> end(session, loss));
    }

    private void send(AttemptId id, String kind, ControllerMessage.Builder message) {
        send(live.get(id.getHost()), kind, message);
    }

    private void send(@Nullable AgentSession session, String kind, ControllerMessage.Builder message) {
        var sending = session == null ? AgentSession.Sending.CLOSED : session.send(message.build());
        var sent = sending == AgentSession.Sending.SENT;
        Metric.AGENT_MESSAGES.counter(metrics, kind, sent ? "sent" : "dropped").increment();
        if (session != null && sending == AgentSession.Sending.FULL) {
            // Not on the caller's thread: it may hold locks of its own, and the engine is told of the loss.
            Thread.startVirtualThread(() -> end(session, Loss.SLOW));
        }
    }

    private Object lockOf(String host) {
        return locks.computeIfAbsent(host, _ -> new Object());
    }

    private AgentEvents events() {
        var engine = events;
        if (engine == null) {
            throw new IllegalStateException("Events are not connected to the engine yet");
        }
        return engine;
    }

    private static Status statusOf(Loss loss) {
        return switch (loss) {
            case CLOSED -> Status.CANCELLED;
            case SILENT -> Status.DEADLINE_EXCEEDED;
            case REPLACED -> Status.ABORTED;
            case REVOKED -> Status.PERMISSION_DENIED;
            case SLOW -> Status.RESOURCE_EXHAUSTED;
            case PROTOCOL -> Status.INVALID_ARGUMENT;
            case FAULT -> Status.INTERNAL;
            case SHUTDOWN -> Status.UNAVAILABLE;
        };
    }
}
