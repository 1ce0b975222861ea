package dev.banksman.controller.fleet;

import dev.banksman.controller.doctor.ExaminationLinks;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.Heartbeat;
import dev.banksman.proto.agent.v1.Hello;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * One live control stream. Any thread may send; messages leave in the order in which they came, and wait here, up to a
 * limit, while the connection takes no more.
 */
final class AgentSession {

    private static final AtomicLong LINKS = new AtomicLong();

    private final long link = LINKS.incrementAndGet();
    private final Peer peer;
    private final Hello hello;
    private final Instant since;
    private final ServerCallStreamObserver<ControllerMessage> stream;
    private final LongSupplier ticker;
    private final int limit;
    private final ArrayDeque<ControllerMessage> waiting = new ArrayDeque<>();
    private boolean closed;
    private volatile long heardAt;
    private volatile Heartbeat vitals = Heartbeat.getDefaultInstance();

    AgentSession(
            Peer peer,
            Hello hello,
            Instant since,
            ServerCallStreamObserver<ControllerMessage> stream,
            LongSupplier ticker,
            int limit) {
        this.peer = peer;
        this.hello = hello;
        this.since = since;
        this.stream = stream;
        this.ticker = ticker;
        this.limit = limit;
        this.heardAt = ticker.getAsLong();
    }

    /** Tells this session from all others of the process. */
    long link() {
        return link;
    }

    Peer peer() {
        return peer;
    }

    String host() {
        return peer.host();
    }

    /** What is known of it for examinations. */
    ExaminationLinks.Link examinationLink() {
        return new ExaminationLinks.Link(link, hello.getAgentVersion(), hello.getExamines());
    }

    /** What became of a message. */
    enum Sending {
        SENT,
        /** The session has ended; the message is lost. */
        CLOSED,
        /** Too many wait already; the message is lost and the session should be given up. */
        FULL
    }

    synchronized Sending send(ControllerMessage message) {
        if (closed) {
            return Sending.CLOSED;
        }
        if (waiting.isEmpty() && stream.isReady()) {
            stream.onNext(message);
            return Sending.SENT;
        }
        if (waiting.size() >= limit) {
            return Sending.FULL;
        }
        waiting.add(message);
        return Sending.SENT;
    }

    /** The connection takes messages again. */
    synchronized void drain() {
        while (!closed && !waiting.isEmpty() && stream.isReady()) {
            stream.onNext(waiting.remove());
        }
    }

    /** Ends the stream, once; what waits is lost. */
    synchronized void close(Status status) {
        if (!closed) {
            closed = true;
            waiting.clear();
            stream.onError(status.asRuntimeException());
        }
    }

    /** The agent ended the stream or the connection is gone: nothing can be sent any more. */
    synchronized void ended() {
        if (!closed) {
            closed = true;
            waiting.clear();
            if (!stream.isCancelled()) {
                stream.onCompleted();
            }
        }
    }

    void heard() {
        heardAt = ticker.getAsLong();
    }

    void heard(Heartbeat heartbeat) {
        vitals = heartbeat;
        heard();
    }

    Duration silent() {
        return Duration.ofNanos(Math.max(0, ticker.getAsLong() - heardAt));
    }

    AgentView view() {
        var latest = vitals;
        return new AgentView(
                host(),
                hello.getAgentVersion(),
                hello.getBootId(),
                hello.getFacts(),
                peer.address(),
                since,
                silent(),
                latest.getRunning(),
                latest.getFreeDiskMib() > 0
                        ? latest.getFreeDiskMib()
                        : hello.getFacts().getFreeDiskMib());
    }
}
