package dev.banksman.agent.link;

import dev.banksman.proto.agent.v1.AgentLinkGrpc;
import dev.banksman.proto.agent.v1.AgentMessage;
import dev.banksman.proto.agent.v1.AttemptId;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.Dispatch;
import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.ReportAck;
import dev.banksman.proto.agent.v1.Welcome;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A controller in the test's process: greets, keeps output by offset, acknowledges when told to. */
final class FakeController extends AgentLinkGrpc.AgentLinkImplBase implements AutoCloseable {

    final List<Hello> hellos = new CopyOnWriteArrayList<>();
    final List<Report> reports = new CopyOnWriteArrayList<>();
    final List<Integer> heartbeats = new CopyOnWriteArrayList<>();
    final List<OutputChunk> chunks = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final Server server;
    volatile boolean acknowledging = true;
    volatile boolean storingOutput = true;
    volatile boolean greeting = true;
    private volatile StreamObserver<ControllerMessage> control;
    private volatile StreamObserver<OutputAck> output;

    FakeController(int port) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(this)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    void dispatch(Dispatch dispatch) {
        send(ControllerMessage.newBuilder().setDispatch(dispatch).build());
    }

    synchronized void send(ControllerMessage message) {
        control.onNext(message);
    }

    /** Ends both streams, as a controller that restarts does. */
    synchronized void drop() {
        control.onError(Status.UNAVAILABLE.withDescription("restarting").asRuntimeException());
        if (output != null) {
            output.onError(Status.UNAVAILABLE.asRuntimeException());
            output = null;
        }
    }

    synchronized String stdout() {
        return stdout.toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public StreamObserver<AgentMessage> control(StreamObserver<ControllerMessage> responses) {
        return new Quiet<>() {
            @Override
            public void onNext(AgentMessage message) {
                synchronized (FakeController.this) {
                    if (message.hasHello()) {
                        control = responses;
                        hellos.add(message.getHello());
                        if (greeting) {
                            responses.onNext(ControllerMessage.newBuilder()
                                    .setWelcome(Welcome.newBuilder()
                                            .setHeartbeatEvery(com.google.protobuf.Duration.newBuilder()
                                                    .setNanos(500_000_000)))
                                    .build());
                        }
                    } else if (message.hasReport()) {
                        reports.add(message.getReport());
                        if (message.getReport().hasEnded() && acknowledging) {
                            acknowledge(message.getReport().getAttempt());
                        }
                    } else {
                        heartbeats.add(message.getHeartbeat().getRunning());
                    }
                }
            }
        };
    }

    void acknowledge(AttemptId id) {
        send(ControllerMessage.newBuilder()
                .setReportAck(ReportAck.newBuilder().setAttempt(id))
                .build());
    }

    @Override
    public StreamObserver<OutputChunk> output(StreamObserver<OutputAck> responses) {
        output = responses;
        return new Quiet<>() {
            @Override
            public void onNext(OutputChunk chunk) {
                synchronized (FakeController.this) {
                    chunks.add(chunk);
                    if (!storingOutput || output != responses) {
                        return;
                    }
                    if (chunk.getStreamValue() == 1 && chunk.getOffset() == stdout.size()) {
                        stdout.writeBytes(chunk.getData().toByteArray());
                    }
                    responses.onNext(OutputAck.newBuilder()
                            .setAttempt(chunk.getAttempt())
                            .setStream(chunk.getStream())
                            .setOffset(chunk.getStreamValue() == 1 ? stdout.size() : 0)
                            .setEnd(chunk.getEnd())
                            .build());
                }
            }
        };
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private abstract static class Quiet<M> implements StreamObserver<M> {
        @Override
        public void onError(Throwable error) {
            // The agent's side of the stream is gone; the next hello tells.
        }

        @Override
        public void onCompleted() {
            // As above.
        }
    }
}
