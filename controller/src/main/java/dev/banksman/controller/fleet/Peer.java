package dev.banksman.controller.fleet;

import dev.banksman.common.tls.Names;
import dev.banksman.controller.identity.Revocations;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call: the host of the certificate with which the connection was opened, and nothing else.
 *
 * @param address for logs
 */
record Peer(String host, String address, X509Certificate certificate) {

    private static final Context.Key<Peer> KEY = Context.key("peer");

    /** The peer of the call that is being handled. */
    static Peer current() {
        var peer = KEY.get();
        if (peer == null) {
            throw new IllegalStateException("No call of an agent is being handled on this thread");
        }
        return peer;
    }

    /** Lets calls through whose certificate names a host and has not been revoked. */
    static final class Gate implements ServerInterceptor {

        private final Revocations revocations;
        private final Refusals refusals;

        Gate(Revocations revocations, Refusals refusals) {
            this.revocations = revocations;
            this.refusals = refusals;
        }

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            var certificate = certificateOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
            var host = certificate.flatMap(Names::hostOf);
            if (host.isEmpty()) {
                return refuse(call, Refusal.NO_HOST, "unknown", Status.UNAUTHENTICATED);
            }
            if (revocations.isRevoked(certificate.get())) {
                return refuse(call, Refusal.REVOKED, host.get(), Status.PERMISSION_DENIED);
            }
            var revocable = new RevocableCall<>(call, () -> revocations.isRevoked(host.get(), certificate.get()));
            var address = String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
            var peer = new Peer(host.get(), address, certificate.get());
            return revocable.guard(
                    Contexts.interceptCall(Context.current().withValue(KEY, peer), revocable, headers, next));
        }

        private <Q, R> ServerCall.Listener<Q> refuse(
                ServerCall<Q, R> call, Refusal reason, String host, Status status) {
            refusals.record(reason, call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR), "host " + host);
            call.close(status.withDescription("Refused: " + reason.meaning() + "."), new Metadata());
            return new ServerCall.Listener<>() {};
        }

        private static Optional<X509Certificate> certificateOf(@Nullable SSLSession session) {
            try {
                return session != null && session.getPeerCertificates()[0] instanceof X509Certificate certificate
                        ? Optional.of(certificate)
                        : Optional.empty();
            } catch (SSLPeerUnverifiedException e) {
                // The same as no certificate, which the caller refuses.
                return Optional.empty();
            }
        }
    }
}
