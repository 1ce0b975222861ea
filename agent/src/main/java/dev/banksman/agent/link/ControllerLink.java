package dev.banksman.agent.link;

import dev.banksman.agent.desk.Outbox;
import dev.banksman.proto.agent.v1.AgentLinkGrpc;
import dev.banksman.proto.agent.v1.Examined;
import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.UpgradeReport;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a link to the controller, for ever: connect, greet, carry, and after a break begin again. Everything happens on
 * the desk's thread, which is also the one writer of both streams.
 *
 * <p>The channel probes a silent connection itself (HTTP/2 ping), so a controller that has gone without a word is
 * noticed; what was said meanwhile is said again by the desk after the next hello.
 */
public final class ControllerLink implements Outbox, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControllerLink.class);
    private static final int LOG_EVERY = 20;

    private final ManagedChannel channel;
    private final LinkEvents events;
    private final DeskThread desk;
    private final LinkTiming timing;
    private final Reconnect reconnect;
    private @Nullable LinkSession session;
    private String lastFailure = "";
    private boolean closed;

    /** @param channel to the agents' listener; closed with this link */
    public ControllerLink(ManagedChannel channel, LinkEvents events, DeskThread desk, LinkTiming timing) {
        this.channel = channel;
        this.events = events;
        this.desk = desk;
        this.timing = timing;
        this.reconnect = new Reconnect(timing);
    }

    /** Begins to connect. From any thread, once. */
    public void start() {
        desk.execute(this::connect);
    }

    @Override
    public void report(Report report) {
        if (session != null) {
            session.report(report);
        }
    }

    /** Lost when there is no link; on the desk's thread. */
    public void report(UpgradeReport report) {
        if (session != null) {
            session.report(report);
        }
    }

    /** Lost when there is no link; on the desk's thread. */
    public void answer(Examined examined) {
        if (session != null) {
            session.answer(examined);
        }
    }

    @Override
    public boolean readyForOutput() {
        return session != null && session.readyForOutput();
    }

    @Override
    public void output(OutputChunk chunk) {
        if (session != null) {
            session.output(chunk);
        }
    }

    /** Drops the link that stands, if one does, and connects anew: after a new certificate, for instance. */
    public void renew() {
        desk.execute(() -> {
            if (session != null) {
                session.end(Status.CANCELLED.withDescription("a new certificate is used from now on"));
            }
        });
    }

    private void connect() {
        if (closed || session != null) {
            return;
        }
        if (!reconnect.mayTry()) {
            desk.after(reconnect.pause(), this::connect);
            return;
        }
        // The channel has pauses of its own; ours decide.
        channel.resetConnectBackoff();
        var next = new LinkSession(AgentLinkGrpc.newStub(channel), events, desk, this::welcomed, this::ended);
        session = next;
        desk.after(timing.welcomeWithin(), next::expectWelcome);
        next.open();
    }

    private void welcomed() {
        reconnect.succeeded();
        var welcomed = session;
        desk.after(timing.longestPause(), () -> {
            if (session == welcomed) {
                reconnect.lasted();
            }
        });
        lastFailure = "";
        LOG.info("Connected to the controller at {}", channel.authority());
        events.up();
    }

    private void ended(LinkSession ended, Status status) {
        if (session != ended) {
            return;
        }
        session = null;
        if (closed) {
            LOG.info("The agent stops; commands under way go on");
        } else if (ended.welcomed()) {
            LOG.warn("The link to the controller at {} is lost: {}", channel.authority(), words(status));
            reconnect.lost();
            events.down();
        } else {
            reconnect.failed(status.asException());
            var failure = words(status);
            if (!failure.equals(lastFailure) || reconnect.failures() % LOG_EVERY == 0) {
                LOG.warn(
                        "No link to the controller at {} (try {}): {}",
                        channel.authority(),
                        reconnect.failures(),
                        failure);
            }
            lastFailure = failure;
        }
        if (!closed) {
            desk.after(reconnect.pause(), this::connect);
        }
    }

    private static String words(Status status) {
        var text = new StringBuilder(status.getCode().name());
        if (status.getDescription() != null) {
            text.append(": ").append(status.getDescription());
        }
        for (var cause = status.getCause(); cause != null; cause = cause.getCause()) {
            text.append(" (").append(cause.getMessage()).append(')');
        }
        return text.toString();
    }

    /** Says goodbye; commands go on. */
    @Override
    public void close() {
        desk.execute(() -> {
            closed = true;
            if (session != null) {
                session.end(Status.CANCELLED.withDescription("the agent stops"));
            }
        });
        channel.shutdown();
        try {
            if (!channel.awaitTermination(2, TimeUnit.SECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
