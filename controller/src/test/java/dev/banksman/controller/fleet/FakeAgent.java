package dev.banksman.controller.fleet;

import dev.banksman.common.tls.TlsContexts;
import dev.banksman.common.tls.TlsIdentity;
import dev.banksman.proto.agent.v1.AgentLinkGrpc;
import dev.banksman.proto.agent.v1.AgentMessage;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.Heartbeat;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.Report;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An agent's side of the control stream, as far as the wire goes. */
final class FakeAgent implements AutoCloseable, StreamObserver<ControllerMessage> {

    private final ManagedChannel channel;
    private final List<ControllerMessage> received = new CopyOnWriteArrayList<>();
    private volatile Status end;
    private StreamObserver<AgentMessage> control;

    FakeAgent(int port, SslContext tls) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .sslContext(tls)
                .build();
    }

    FakeAgent(int port, TlsIdentity identity) throws Exception {
        this(port, TlsContexts.agent(identity));
    }

    ManagedChannel channel() {
        return channel;
    }

    FakeAgent connect() {
        control = AgentLinkGrpc.newStub(channel).control(this);
        return this;
    }

    FakeAgent hello(String boot) {
        return hello(Hello.newBuilder()
                .setProtocol(1)
                .setAgentVersion("0.1")
                .setBootId(boot)
                .build());
    }

    FakeAgent hello(Hello hello) {
        control.onNext(AgentMessage.newBuilder().setHello(hello).build());
        return this;
    }

    void report(AttemptId attempt) {
        control.onNext(AgentMessage.newBuilder()
                .setReport(Report.newBuilder().setAttempt(attempt))
                .build());
    }

    void heartbeat(int running) {
        control.onNext(AgentMessage.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setRunning(running))
                .build());
    }

    void hangUp() {
        control.onCompleted();
    }

    List<ControllerMessage> received() {
        return List.copyOf(received);
    }

    /** How the stream ended; null while it lives. */
    Status end() {
        return end;
    }

    @Override
    public void onNext(ControllerMessage message) {
        received.add(message);
    }

    @Override
    public void onError(Throwable cause) {
        end = Status.fromThrowable(cause);
    }

    @Override
    public void onCompleted() {
        end = Status.OK;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
