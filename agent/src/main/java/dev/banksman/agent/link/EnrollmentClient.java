package dev.banksman.agent.link;

import com.google.protobuf.ByteString;
import dev.banksman.common.tls.CertificateRequest;
import dev.banksman.common.tls.EnrollmentToken;
import dev.banksman.common.tls.Names;
import dev.banksman.common.tls.Pem;
import dev.banksman.common.tls.TlsContexts;
import dev.banksman.proto.agent.v1.EnrollReply;
import dev.banksman.proto.agent.v1.EnrollRequest;
import dev.banksman.proto.agent.v1.EnrollmentGrpc;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Trades an enrollment token for this host's first certificate. The key is made here and stays here; the controller is
 * believed only if its chain ends in the authority that the token pins. Nothing is written before the controller has
 * agreed, so that a refusal costs a host that is enrolled already nothing; a crash while writing leaves what the next
 * enrollment, with a new token, replaces.
 */
public final class EnrollmentClient {

    private static final long WITHIN_SECONDS = 30;

    private final IdentityFiles files;
    private final SecureRandom random;

    public EnrollmentClient(IdentityFiles files, SecureRandom random) {
        this.files = files;
        this.random = random;
    }

    /**
     * Enrolls, and writes the identity.
     *
     * @param controller the operators' listener
     * @return where the agents' listener is
     * @throws IOException with a sentence that says what to do
     */
    public String enroll(Address controller, EnrollmentToken token, String host) throws IOException {
        var key = CertificateRequest.newKey(random);
        var channel = AgentChannel.to(controller, TlsContexts.enrolling(token), LinkTiming.DEFAULT);
        try {
            var reply = EnrollmentGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(WITHIN_SECONDS, TimeUnit.SECONDS)
                    .enroll(EnrollRequest.newBuilder()
                            .setToken(token.text())
                            .setHost(host)
                            .setCertificateRequest(ByteString.copyFrom(CertificateRequest.encode(key, host)))
                            .build());
            var authorities = certificates(reply.getAuthoritiesList());
            if (authorities.stream().noneMatch(token::pins)) {
                throw new IOException(
                        "Expected the controller to send the authority that the token pins, found another. Do"
                                + " not use this token again; make a new one.");
            }
            accept(reply, host, key, authorities);
            return reply.getAgentAddress();
        } catch (StatusRuntimeException e) {
            throw new IOException("The controller at " + controller + " did not enroll this host: " + words(e), e);
        } finally {
            channel.shutdownNow();
        }
    }

    private void accept(EnrollReply reply, String host, KeyPair key, List<X509Certificate> authorities)
            throws IOException {
        var chain = certificates(reply.getCertificateChainList());
        if (chain.isEmpty()
                || !MessageDigest.isEqual(
                        chain.get(0).getPublicKey().getEncoded(),
                        key.getPublic().getEncoded())) {
            throw new IOException("Expected a certificate for the key made here, found none.");
        }
        var named = Names.hostOf(chain.get(0)).orElse("no host");
        if (!named.equals(host)) {
            throw new IOException("Expected a certificate for host '" + host + "', found one for " + named + ".");
        }
        files.writeKey(key);
        files.writeAuthority(authorities);
        files.writeCertificate(chain);
    }

    static List<X509Certificate> certificates(List<ByteString> encodings) throws IOException {
        try {
            return Pem.certificates(
                    encodings.stream().map(ByteString::toByteArray).toList());
        } catch (CertificateException e) {
            throw new IOException(
                    "Expected certificates from the controller, found something that cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private static String words(StatusRuntimeException e) {
        var text = new StringBuilder(e.getStatus().getCode().name());
        if (e.getStatus().getDescription() != null) {
            text.append(": ").append(e.getStatus().getDescription());
        }
        for (var cause = e.getCause(); cause != null; cause = cause.getCause()) {
            text.append(" (").append(cause.getMessage()).append(')');
        }
        return text.toString();
    }
}
