package dev.banksman.agent.link;

import dev.banksman.proto.agent.v1.AgentLinkGrpc;
import dev.banksman.proto.agent.v1.AgentMessage;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.Examined;
import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.OutputChunk;
import dev.banksman.proto.agent.v1.Report;
import dev.banksman.proto.agent.v1.UpgradeReport;
import dev.banksman.proto.agent.v1.Welcome;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One try at a link: both streams, from the hello to the end of either. Lives on the desk's thread; what gRPC says on
 * its own threads is handed over first. After {@link #end} nothing is said or heard any more.
 */
final class LinkSession {

    private final AgentLinkGrpc.AgentLinkStub stub;
    private final LinkEvents events;
    private final DeskThread desk;
    private final Runnable onWelcome;
    private final BiConsumer<LinkSession, Status> onEnd;
    private @Nullable ClientCallStreamObserver<AgentMessage> control;
    private @Nullable ClientCallStreamObserver<OutputChunk> output;
    private boolean welcomed;
    private boolean over;

    LinkSession(
            AgentLinkGrpc.AgentLinkStub stub,
            LinkEvents events,
            DeskThread desk,
            Runnable onWelcome,
            BiConsumer<LinkSession, Status> onEnd) {
        this.stub = stub;
        this.events = events;
        this.desk = desk;
        this.onWelcome = onWelcome;
        this.onEnd = onEnd;
    }

    void open() {
        var receiver = new Receiver<AgentMessage, ControllerMessage>(this::take, () -> {});
        control = (ClientCallStreamObserver<AgentMessage>) stub.control(receiver);
        send(AgentMessage.newBuilder().setHello(events.hello()).build());
    }

    boolean welcomed() {
        return welcomed;
    }

    void report(Report report) {
        if (welcomed) {
            send(AgentMessage.newBuilder().setReport(report).build());
        }
    }

    void report(UpgradeReport report) {
        if (welcomed) {
            send(AgentMessage.newBuilder().setUpgradeReport(report).build());
        }
    }

    void answer(Examined examined) {
        if (welcomed) {
            send(AgentMessage.newBuilder().setExamined(examined).build());
        }
    }

    boolean readyForOutput() {
        return !over && output != null && output.isReady();
    }

    void output(OutputChunk chunk) {
        if (!over && output != null) {
            output.onNext(chunk);
        }
    }

    /** Ends the try if the controller has not answered by now. */
    void expectWelcome() {
        if (!welcomed) {
            end(Status.DEADLINE_EXCEEDED.withDescription("the controller did not answer the hello"));
        }
    }

    void end(Status status) {
        if (over) {
            return;
        }
        over = true;
        var reason = String.valueOf(status.getDescription());
        if (control != null) {
            control.cancel(reason, null);
        }
        if (output != null) {
            output.cancel(reason, null);
        }
        onEnd.accept(this, status);
    }

    private void send(AgentMessage message) {
        if (!over && control != null) {
            control.onNext(message);
        }
    }

    private void take(ControllerMessage message) {
        switch (message.getMessageCase()) {
            case WELCOME -> welcome(message.getWelcome());
            case DISPATCH -> events.dispatch(message.getDispatch());
            case CANCEL -> events.cancel(message.getCancel());
            case REPORT_ACK -> events.acknowledged(message.getReportAck());
            case INQUIRY -> events.inquiry(message.getInquiry());
            case UPGRADE -> events.upgrade(message.getUpgrade());
            case EXAMINE -> events.examine(message.getExamine());
            // A newer controller's message that this agent does not know: not for it.
            case MESSAGE_NOT_SET -> {}
        }
    }

    private void welcome(Welcome welcome) {
        if (welcomed) {
            return;
        }
        welcomed = true;
        var receiver = new Receiver<OutputChunk, OutputAck>(events::outputAcknowledged, events::readyForOutput);
        output = (ClientCallStreamObserver<OutputChunk>) stub.output(receiver);
        onWelcome.run();
        var every = welcome.getHeartbeatEvery();
        beat(Duration.ofMillis(Math.max(500, every.getSeconds() * 1000 + every.getNanos() / 1_000_000)));
    }

    private void beat(Duration every) {
        if (!over) {
            send(AgentMessage.newBuilder().setHeartbeat(events.heartbeat()).build());
            desk.after(every, () -> beat(every));
        }
    }

    /** Hands everything of one stream over to the desk's thread, and drops it when the session is over by then. */
    private final class Receiver<S, R> implements ClientResponseObserver<S, R> {

        private final Consumer<R> take;
        private final Runnable ready;

        Receiver(Consumer<R> take, Runnable ready) {
            this.take = take;
            this.ready = ready;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<S> requests) {
            requests.setOnReadyHandler(() -> hand(ready));
        }

        @Override
        public void onNext(R message) {
            hand(() -> take.accept(message));
        }

        @Override
        public void onError(Throwable error) {
            hand(() -> end(Status.fromThrowable(error)));
        }

        @Override
        public void onCompleted() {
            hand(() -> end(Status.UNAVAILABLE.withDescription("the controller closed the link")));
        }

        private void hand(Runnable task) {
            desk.execute(() -> {
                if (!over) {
                    task.run();
                }
            });
        }
    }
}
