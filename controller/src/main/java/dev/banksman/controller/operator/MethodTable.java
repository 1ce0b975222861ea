package dev.banksman.controller.operator;

import dev.banksman.controller.identity.Operator;
import dev.banksman.controller.identity.Role;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The methods of a service: who may call each, and what answers it. One line for each; a method of the service that has
 * none is a mistake that shows at the start.
 */
final class MethodTable {

    /** Answers a call with one message. Runs on a thread that may block. */
    @FunctionalInterface
    interface Answer<Q, A> {
        A to(Q request, Operator by) throws Exception;
    }

    /** Answers a call with any number of messages, at the receiver's pace, on a thread of its own. */
    @FunctionalInterface
    interface Stream<Q, A> {
        void to(Q request, Operator by, PacedSender<A> sender) throws Exception;
    }

    /** Takes in the messages of a caller; tells failures by {@link Failures}. */
    @FunctionalInterface
    interface Intake<Q, A> {
        StreamObserver<Q> of(Operator by, StreamObserver<A> response) throws Exception;
    }

    private final ServerServiceDefinition.Builder service;
    private final Map<String, Role> roles = new LinkedHashMap<>();

    MethodTable(ServiceDescriptor service) {
        this.service = ServerServiceDefinition.builder(service);
    }

    <Q, A> MethodTable answer(MethodDescriptor<Q, A> method, Role needed, Answer<Q, A> answer) {
        roles.put(method.getFullMethodName(), needed);
        service.addMethod(method, ServerCalls.asyncUnaryCall((request, response) -> {
            try {
                response.onNext(answer.to(request, Authentication.caller(needed)));
                response.onCompleted();
            } catch (Exception e) {
                response.onError(Failures.status(e));
            }
        }));
        return this;
    }

    <Q, A> MethodTable stream(MethodDescriptor<Q, A> method, Role needed, Stream<Q, A> stream) {
        roles.put(method.getFullMethodName(), needed);
        service.addMethod(method, ServerCalls.asyncServerStreamingCall((request, response) -> {
            try {
                var by = Authentication.caller(needed);
                var sender = new PacedSender<>(response);
                Thread.ofVirtual().name("operator-stream").start(() -> run(request, by, response, sender, stream));
            } catch (RuntimeException e) {
                response.onError(Failures.status(e));
            }
        }));
        return this;
    }

    /** Streams end when their receiver leaves. */
    private static <Q, A> void run(
            Q request, Operator by, StreamObserver<A> response, PacedSender<A> sender, Stream<Q, A> stream) {
        try {
            stream.to(request, by, sender);
            if (sender.open()) {
                response.onCompleted();
            }
        } catch (Exception e) {
            if (sender.open()) {
                response.onError(Failures.status(e));
            }
        }
    }

    <Q, A> MethodTable intake(MethodDescriptor<Q, A> method, Role needed, Intake<Q, A> intake) {
        roles.put(method.getFullMethodName(), needed);
        service.addMethod(method, ServerCalls.asyncClientStreamingCall(response -> {
            try {
                return intake.of(Authentication.caller(needed), response);
            } catch (Exception e) {
                response.onError(Failures.status(e));
                return new Unheard<>();
            }
        }));
        return this;
    }

    /** The role that each method takes, by the method's full name. */
    Map<String, Role> roles() {
        return Map.copyOf(roles);
    }

    /** @throws IllegalStateException if a method of the service has no line */
    ServerServiceDefinition build() {
        return service.build();
    }

    /** Takes what comes after a call was refused. */
    private static final class Unheard<T> implements StreamObserver<T> {
        @Override
        public void onNext(T message) {
            // The call has been answered.
        }

        @Override
        public void onError(Throwable cause) {
            // The call has been answered.
        }

        @Override
        public void onCompleted() {
            // The call has been answered.
        }
    }
}
