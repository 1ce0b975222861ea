package dev.banksman.controller.operator;

import com.google.protobuf.Message;
import dev.banksman.controller.identity.AuditLog;
import dev.banksman.controller.operator.http.Route;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down every call that changes something: once it has an outcome and before the caller hears of it; a call that
 * goes on, also when it begins. A method that does not say in its proto that it changes nothing is one that changes
 * something. While nothing can be written down, nothing is changed.
 */
final class Auditing implements ServerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(Auditing.class);

    private final AuditLog log;

    Auditing(AuditLog log) {
        this.log = log;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!changes(call.getMethodDescriptor())) {
            return next.startCall(call, headers);
        }
        var by = Authentication.caller().name();
        var problem = log.problem().flatMap(earlier -> stillThere(by, call));
        if (problem.isPresent()) {
            call.close(Status.UNAVAILABLE.withDescription(problem.get()), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        var audited = new Audited<>(call, by);
        return new SimpleForwardingServerCallListener<>(next.startCall(audited, headers)) {
            @Override
            public void onMessage(Q message) {
                if (audited.asked(message)) {
                    super.onMessage(message);
                }
            }

            @Override
            public void onCancel() {
                super.onCancel();
                audited.left();
            }
        };
    }

    private static boolean changes(MethodDescriptor<?, ?> method) {
        return !(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier)
                || Route.of(supplier.getMethodDescriptor()).changes();
    }

    /** Tries once more, since a full disk may have been cleared; this call is the first to be written down again. */
    private java.util.Optional<String> stillThere(String by, ServerCall<?, ?> call) {
        try {
            log.append(by, name(call), Map.of(), "BEGUN", "The first call after some that could not be written down.");
            return java.util.Optional.empty();
        } catch (IOException e) {
            return log.problem().map(text -> text + "; until it can, nothing is changed.");
        }
    }

    private static String name(ServerCall<?, ?> call) {
        return String.valueOf(call.getMethodDescriptor().getBareMethodName());
    }

    /** Keeps the one answer of a call back until the call is written down. */
    private final class Audited<Q, A> extends SimpleForwardingServerCall<Q, A> {

        private final String by;
        private final boolean one;
        private final Map<String, String> request = new LinkedHashMap<>();
        private boolean begun;
        private boolean closed;
        private @Nullable A answer;

        Audited(ServerCall<Q, A> call, String by) {
            super(call);
            this.by = by;
            this.one = call.getMethodDescriptor().getType().serverSendsOneMessage();
        }

        /** False if it could not be written down that the call begins. */
        synchronized boolean asked(Q message) {
            if (!begun) {
                begun = true;
                request.putAll(AuditedFields.of((Message) message));
                return one || write("BEGUN", "");
            }
            return true;
        }

        /** What was asked for goes on to its end all the same, and nobody hears of it. */
        synchronized void left() {
            if (!closed) {
                closed = true;
                append("CANCELLED", "The caller left before the answer; what was asked for may have been done.");
            }
        }

        @Override
        public synchronized void sendMessage(A message) {
            if (one) {
                answer = message;
                AuditedFields.result((Message) message).forEach(request::putIfAbsent);
            } else {
                super.sendMessage(message);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (closed) {
                super.close(status, trailers);
                return;
            }
            closed = true;
            var description = status.getDescription() == null ? "" : status.getDescription();
            if (!append(status.getCode().name(), description)) {
                super.close(unwritten(), new Metadata());
                return;
            }
            if (answer != null && status.isOk()) {
                super.sendMessage(answer);
            }
            super.close(status, trailers);
        }

        private boolean write(String outcome, String message) {
            if (append(outcome, message)) {
                return true;
            }
            closed = true;
            super.close(unwritten(), new Metadata());
            return false;
        }

        private boolean append(String outcome, String message) {
            try {
                log.append(by, name(this), request, outcome, message);
                return true;
            } catch (IOException e) {
                LOG.error("A call of {} by {} could not be written down: {}", name(this), by, outcome, e);
                return false;
            }
        }

        private Status unwritten() {
            return Status.UNAVAILABLE.withDescription(
                    "The audit log could not be written. What was asked for may have been done; look before you ask"
                            + " again.");
        }
    }
}
