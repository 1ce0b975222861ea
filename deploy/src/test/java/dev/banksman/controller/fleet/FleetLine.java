package dev.banksman.controller.fleet;

import dev.banksman.controller.engine.AgentEvents;
import dev.banksman.proto.agent.v1.AgentMessage;
import dev.banksman.proto.agent.v1.ControllerMessage;
import dev.banksman.proto.agent.v1.OutputAck;
import dev.banksman.proto.agent.v1.OutputChunk;
import io.grpc.stub.ServerCallStreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The controller's end of one link, with the fleet's own calls behind it and no connection before it: a simulation
 * brings the messages and takes away the answers.
 */
public final class FleetLine {

    private final ControlCall control;
    private final OutputCall output;
    private final Sender<ControllerMessage> controlSender;
    private final Sender<OutputAck> outputSender;

    /** Where what the controller says goes; all of it from within calls of the line or of the fleet. */
    public interface Listener {
        void control(ControllerMessage message);

        void output(OutputAck acknowledgement);

        /** The controller ended the link. */
        void closed();
    }

    public FleetLine(
            String host,
            AgentSessions sessions,
            OutputStore outputs,
            FleetSettings settings,
            InstantSource clock,
            LongSupplier ticker,
            Listener listener) {
        controlSender = new Sender<>(listener::control, listener::closed);
        outputSender = new Sender<>(listener::output, listener::closed);
        control = new ControlCall(
                new Peer(host, "simulated", null), new ControlTerms(settings, clock, ticker), sessions, controlSender);
        output = new OutputCall(host, () -> false, outputs, outputSender);
    }

    public static void deliver(AgentSessions sessions, AgentEvents events) {
        sessions.deliverTo(events);
    }

    /** What the listener does every second. */
    public static void endSilent(AgentSessions sessions, FleetSettings settings) {
        sessions.endSilent(settings.silenceLimit());
    }

    public static OutputStore outputs(
            Path directory, long limitBytes, MeterRegistry metrics, ScheduledExecutorService syncing)
            throws IOException {
        return OutputStore.open(directory, limitBytes, metrics, syncing);
    }

    public void say(AgentMessage message) {
        if (!controlSender.over) {
            control.onNext(message);
        }
    }

    public void print(OutputChunk chunk) {
        if (!outputSender.over) {
            output.onNext(chunk);
        }
    }

    /** The connection is gone, and this end has noticed. */
    public void broken() {
        outputSender.breakOff();
        controlSender.breakOff();
    }

    private static final class Sender<T> extends ServerCallStreamObserver<T> {

        private final Consumer<T> send;
        private final Runnable closed;
        private Runnable cancelled = () -> {};
        private boolean over;

        Sender(Consumer<T> send, Runnable closed) {
            this.send = send;
            this.closed = closed;
        }

        void breakOff() {
            if (!over) {
                over = true;
                cancelled.run();
            }
        }

        @Override
        public void onNext(T message) {
            if (!over) {
                send.accept(message);
            }
        }

        @Override
        public void onError(Throwable cause) {
            onCompleted();
        }

        @Override
        public void onCompleted() {
            if (!over) {
                over = true;
                closed.run();
            }
        }

        @Override
        public boolean isCancelled() {
            return over;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            cancelled = handler;
        }

        @Override
        public void setCompression(String compression) {
            // Nothing is compressed here.
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            // It is always ready.
        }

        @Override
        public void request(int count) {
            // Messages are brought one at a time.
        }

        @Override
        public void setMessageCompression(boolean enable) {
            // Nothing is compressed here.
        }

        @Override
        public void disableAutoInboundFlowControl() {
            // Messages are brought one at a time.
        }
    }
}
