package dev.banksman.controller.fleet;

import dev.banksman.proto.agent.v1.AgentMessage;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.Hello;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One control stream as gRPC calls it back, one message at a time: hello first, then reports and heartbeats. */
final class ControlCall implements StreamObserver<AgentMessage> {

    private static final Logger log = LoggerFactory.getLogger(ControlCall.class);

    private final Peer peer;
    private final ControlTerms terms;
    private final AgentSessions sessions;
    private final ServerCallStreamObserver<ControllerMessage> stream;
    private @Nullable AgentSession session;
    private boolean refused;

    ControlCall(
            Peer peer, ControlTerms terms, AgentSessions sessions, ServerCallStreamObserver<ControllerMessage> stream) {
        this.peer = peer;
        this.terms = terms;
        this.sessions = sessions;
        this.stream = stream;
        stream.setOnReadyHandler(this::ready);
        stream.setOnCancelHandler(this::gone);
    }

    @Override
    public void onNext(AgentMessage message) {
        if (refused) {
            return;
        }
        try {
            take(message);
        } catch (RuntimeException e) {
            log.error("A message of host {} could not be handled; its link is ended", peer.host(), e);
            refuse(Status.INTERNAL.withDescription("The controller failed; its log says why."), Loss.FAULT);
        }
    }

    @Override
    public void onError(Throwable cause) {
        gone();
    }

    @Override
    public void onCompleted() {
        var current = session;
        if (current == null && !refused) {
            stream.onCompleted();
        } else if (current != null) {
            current.ended();
            sessions.end(current, Loss.CLOSED);
        }
    }

    private void take(AgentMessage message) {
        switch (message.getMessageCase()) {
            case HELLO -> greet(message.getHello());
            case REPORT -> {
                if (isGreeted() && isOwn(message.getReport().getAttempt()) && session != null) {
                    session.heard();
                    sessions.report(session, message.getReport());
                }
            }
            case HEARTBEAT -> {
                if (isGreeted() && session != null) {
                    session.heard(message.getHeartbeat());
                }
            }
            case UPGRADE_REPORT -> {
                if (isGreeted() && session != null) {
                    session.heard();
                    sessions.report(session, message.getUpgradeReport());
                }
            }
            case EXAMINED -> {
                if (isGreeted() && session != null) {
                    session.heard();
                    sessions.report(session, message.getExamined());
                }
            }
            // A newer agent's message that this controller does not know: not for it.
            case MESSAGE_NOT_SET -> {}
        }
    }

    private void greet(Hello hello) {
        if (session != null) {
            refuse(Status.INVALID_ARGUMENT.withDescription("Expected one hello, found a second."), Loss.PROTOCOL);
            return;
        }
        if (hello.getProtocol() < 1 || hello.getProtocol() > ControlTerms.PROTOCOL) {
            log.warn("Refused host {}: it speaks protocol {}", peer.host(), hello.getProtocol());
            var words = "Expected protocol 1 to " + ControlTerms.PROTOCOL + ", found " + hello.getProtocol()
                    + ". Upgrade the older of controller and agent.";
            refuse(Status.FAILED_PRECONDITION.withDescription(words), Loss.PROTOCOL);
            return;
        }
        for (var report : hello.getAttemptsList()) {
            if (!isOwn(report.getAttempt())) {
                return;
            }
        }
        var greeted = new AgentSession(
                peer,
                hello,
                terms.clock().instant(),
                stream,
                terms.ticker(),
                terms.settings().waitingMessages());
        session = greeted;
        greeted.send(terms.welcome());
        sessions.open(greeted, hello);
    }

    private boolean isGreeted() {
        if (session == null) {
            refuse(
                    Status.INVALID_ARGUMENT.withDescription("Expected a hello first, found another message."),
                    Loss.PROTOCOL);
            return false;
        }
        return true;
    }

    /** An agent speaks for its own host alone. */
    private boolean isOwn(AttemptId attempt) {
        if (attempt.getHost().equals(peer.host())) {
            return true;
        }
        log.warn("Host {} reported on an attempt of host {}; its link is ended", peer.host(), attempt.getHost());
        refuse(
                Status.INVALID_ARGUMENT.withDescription("Expected attempts of host " + peer.host() + " only."),
                Loss.PROTOCOL);
        return false;
    }

    private void refuse(Status status, Loss loss) {
        refused = true;
        if (session == null) {
            stream.onError(status.asRuntimeException());
        } else {
            session.close(status);
            sessions.end(session, loss);
        }
    }

    private void ready() {
        if (session != null) {
            session.drain();
        }
    }

    private void gone() {
        if (session != null) {
            sessions.end(session, Loss.CLOSED);
        }
    }
}
