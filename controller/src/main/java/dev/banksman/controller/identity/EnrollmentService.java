package dev.banksman.controller.identity;

import com.google.protobuf.ByteString;
import dev.banksman.common.tls.EnrollmentToken;
import dev.banksman.common.tls.Names;
import dev.banksman.controller.telemetry.Metric;
import dev.banksman.proto.agent.v1.EnrollReply;
import dev.banksman.proto.agent.v1.EnrollRequest;
import dev.banksman.proto.agent.v1.EnrollmentGrpc;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one call that a host without a certificate may make. Served by whichever gRPC server the operators' listener is;
 * it writes to disk, so it must not run on an event loop. Every refusal is logged with its reason and the name asked
 * for, counted, and answered without saying which of unknown, used and expired it was. The token is in no log.
 */
public final class EnrollmentService extends EnrollmentGrpc.EnrollmentImplBase {

    private static final Logger log = LoggerFactory.getLogger(EnrollmentService.class);

    private final EnrollmentTokens tokens;
    private final CertificateAuthority authority;
    private final RateLimiter limit;
    private final Supplier<String> agentAddress;
    private final MeterRegistry metrics;

    /**
     * @param limit calls beyond it are refused at once
     * @param agentAddress {@code host:port} of the agents' listener, as hosts reach it
     */
    public EnrollmentService(
            EnrollmentTokens tokens,
            CertificateAuthority authority,
            RateLimiter limit,
            Supplier<String> agentAddress,
            MeterRegistry metrics) {
        this.tokens = tokens;
        this.authority = authority;
        this.limit = limit;
        this.agentAddress = agentAddress;
        this.metrics = metrics;
    }

    @Override
    public void enroll(EnrollRequest request, StreamObserver<EnrollReply> response) {
        try {
            var reply = enroll(request);
            count("issued");
            Metric.CERTIFICATES_ISSUED.counter(metrics, "host").increment();
            response.onNext(reply);
            response.onCompleted();
        } catch (StatusException e) {
            response.onError(e);
        }
    }

    private EnrollReply enroll(EnrollRequest request) throws StatusException {
        if (!limit.acquirePermission()) {
            // Not logged one by one: whoever floods this call must not flood the log as well.
            count("rate-limited");
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("Too many enrollments at this moment. Try again in a few seconds.")
                    .asException();
        }
        if (!Names.isHostName(request.getHost())) {
            throw refused("invalid-request", "(not a host name)", Status.INVALID_ARGUMENT, "Expected a host name.");
        }
        var host = request.getHost();
        var token = tokenOf(request);
        var der = request.getCertificateRequest().toByteArray();
        try {
            // Before the token is spent: a request that cannot be granted must not cost it.
            HostRequest.read(der, host);
            spend(token, host);
            return reply(authority.issueHost(der, host));
        } catch (InvalidRequestException e) {
            throw refused("invalid-request", host, Status.INVALID_ARGUMENT, e.explanation());
        } catch (IOException | CertificateEncodingException e) {
            log.error("Enrollment of host {} failed", host, e);
            count("failed");
            throw Status.INTERNAL
                    .withDescription("The controller could not record the enrollment; its log says why.")
                    .asException();
        }
    }

    private EnrollmentToken tokenOf(EnrollRequest request) throws StatusException {
        try {
            return EnrollmentToken.parse(request.getToken());
        } catch (IllegalArgumentException e) {
            throw refused("unknown-token", request.getHost(), Status.UNAUTHENTICATED, "Expected an enrollment token.");
        }
    }

    private void spend(EnrollmentToken token, String host) throws IOException, StatusException {
        var spending = tokens.spend(token, host);
        switch (spending) {
            case SPENT -> {}
            case OTHER_HOST ->
                throw refused(
                        "other-host",
                        host,
                        Status.INVALID_ARGUMENT,
                        "This token was made for another host. Make one for '" + host + "'.");
            case UNKNOWN -> throw refusedToken("unknown-token", host);
            case USED -> throw refusedToken("used-token", host);
            case EXPIRED -> throw refusedToken("expired-token", host);
        }
    }

    private StatusException refusedToken(String reason, String host) {
        return refused(
                reason,
                host,
                Status.UNAUTHENTICATED,
                "This token is unknown, used or expired. Make a new one with 'banksman enroll " + host + "'.");
    }

    private StatusException refused(String reason, String host, Status status, String message) {
        log.warn("Refused to enroll host {}: {}", host, reason);
        count(reason);
        return status.withDescription(message).asException();
    }

    private EnrollReply reply(List<X509Certificate> chain) throws CertificateEncodingException {
        var reply = EnrollReply.newBuilder().setAgentAddress(agentAddress.get());
        for (var certificate : chain) {
            reply.addCertificateChain(ByteString.copyFrom(certificate.getEncoded()));
        }
        reply.addAuthorities(ByteString.copyFrom(authority.certificate().getEncoded()));
        return reply.build();
    }

    private void count(String result) {
        Metric.ENROLLMENTS.counter(metrics, result).increment();
    }
}
