package dev.banksman.controller.operator;

import dev.banksman.controller.identity.Operator;
import dev.banksman.controller.identity.OperatorTokens;
import dev.banksman.controller.identity.Role;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/**
 * Lets nobody in without a token, and tells the handlers who it is. The name that a decision carries comes from here and
 * from nowhere else.
 */
final class Authentication implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<Operator> OPERATOR = Context.key("operator");
    private static final String SCHEME = "Bearer ";
    private static final Status UNKNOWN = Status.UNAUTHENTICATED.withDescription(
            "Expected a token of an operator ('authorization: Bearer ...'), found none that is known.");

    private final OperatorTokens tokens;

    Authentication(OperatorTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var operator = bearer(headers.get(AUTHORIZATION)).flatMap(tokens::authenticate);
        if (operator.isEmpty()) {
            call.close(UNKNOWN, new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(
                Context.current().withValue(OPERATOR, operator.get()),
                new WhileCurrent<>(call, operator.get()),
                headers,
                next);
    }

    /** Carries nothing more to an operator who has been removed; a stream may have been open for hours. */
    private final class WhileCurrent<Q, A> extends SimpleForwardingServerCall<Q, A> {

        private final Operator operator;
        private boolean closed;

        WhileCurrent(ServerCall<Q, A> call, Operator operator) {
            super(call);
            this.operator = operator;
        }

        @Override
        public synchronized void sendMessage(A message) {
            if (tokens.isCurrent(operator)) {
                super.sendMessage(message);
            } else {
                close(UNKNOWN, new Metadata());
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (!closed) {
                closed = true;
                super.close(status, trailers);
            }
        }

        @Override
        public synchronized boolean isCancelled() {
            return closed || super.isCancelled();
        }
    }

    /** The token of an authorization header. */
    static Optional<String> bearer(@org.jspecify.annotations.Nullable String header) {
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    /** Who is calling. Only inside a call that came through this interceptor. */
    static Operator caller() {
        var operator = OPERATOR.get();
        if (operator == null) {
            throw new IllegalStateException("A call came past the authentication.");
        }
        return operator;
    }

    /** Who is calling, if they may do this; else the call ends with a sentence. */
    static Operator caller(Role needed) {
        var operator = caller();
        check(operator, needed);
        return operator;
    }

    /** Ends a call with a sentence if they may not do this. */
    static void check(Operator operator, Role needed) {
        if (!operator.has(needed)) {
            throw new StatusRuntimeException(Status.PERMISSION_DENIED.withDescription("This takes the role "
                    + needed.word() + "; " + operator.name() + " has "
                    + String.join(
                            ", ",
                            operator.roles().stream().map(Role::word).sorted().toList()) + "."));
        }
    }
}
