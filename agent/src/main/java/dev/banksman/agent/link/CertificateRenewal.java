package dev.banksman.agent.link;

import com.google.protobuf.ByteString;
import dev.banksman.common.tls.CertificateRequest;
import dev.banksman.common.tls.Names;
import dev.banksman.common.tls.ReloadableSslContext;
import dev.banksman.common.tls.TlsContexts;
import dev.banksman.common.tls.TlsIdentity;
import dev.banksman.proto.agent.v1.AgentLinkGrpc;
import dev.banksman.proto.agent.v1.RenewReply;
import dev.banksman.proto.agent.v1.RenewRequest;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the certificate when two thirds of its life are over, over the link that it still opens. The new one is on disk
 * before it is used; connections made from then on show it. A failure is followed by another try soon. Lives on the
 * desk's thread.
 */
public final class CertificateRenewal {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(10);
    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofSeconds(30);
    private static final long WITHIN_SECONDS = 30;

    private final IdentityFiles files;
    private final ReloadableSslContext context;
    private final ManagedChannel channel;
    private final DeskThread desk;
    private final InstantSource clock;
    private final Runnable renewed;
    private TlsIdentity identity;

    /** @param renewed called on the desk's thread when a new certificate is in use */
    public CertificateRenewal(
            IdentityFiles files,
            TlsIdentity identity,
            ReloadableSslContext context,
            ManagedChannel channel,
            DeskThread desk,
            InstantSource clock,
            Runnable renewed) {
        this.files = files;
        this.identity = identity;
        this.context = context;
        this.channel = channel;
        this.desk = desk;
        this.clock = clock;
        this.renewed = renewed;
    }

    /** Looks now, and from then on regularly. */
    public void start() {
        desk.execute(this::look);
    }

    /** When a certificate is to be renewed. */
    static Instant dueAt(Instant from, Instant until) {
        return from.plus(Duration.between(from, until).multipliedBy(2).dividedBy(3));
    }

    private void look() {
        var certificate = identity.certificate();
        var due = dueAt(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        if (clock.instant().isBefore(due)) {
            desk.after(LOOK_EVERY, this::look);
        } else {
            ask();
        }
    }

    private void ask() {
        var host = Names.hostOf(identity.certificate()).orElseThrow();
        var key = new KeyPair(identity.certificate().getPublicKey(), identity.key());
        var request = RenewRequest.newBuilder()
                .setCertificateRequest(ByteString.copyFrom(CertificateRequest.encode(key, host)))
                .build();
        AgentLinkGrpc.newStub(channel)
                .withWaitForReady()
                .withDeadlineAfter(WITHIN_SECONDS, TimeUnit.SECONDS)
                .renew(request, new StreamObserver<>() {
                    @Override
                    public void onNext(RenewReply reply) {
                        desk.execute(() -> use(reply));
                    }

                    @Override
                    public void onError(Throwable error) {
                        desk.execute(() -> failed(String.valueOf(error.getMessage())));
                    }

                    @Override
                    public void onCompleted() {
                        // The reply was handed over already, and decides when to look again.
                    }
                });
    }

    private void failed(String reason) {
        LOG.warn(
                "The certificate (until {}) could not be renewed and will be tried again: {}",
                identity.certificate().getNotAfter().toInstant(),
                reason);
        desk.after(AGAIN_AFTER_FAILURE, this::look);
    }

    private void use(RenewReply reply) {
        try {
            var chain = EnrollmentClient.certificates(reply.getCertificateChainList());
            var own = identity.certificate().getPublicKey().getEncoded();
            if (chain.isEmpty()
                    || !MessageDigest.isEqual(chain.get(0).getPublicKey().getEncoded(), own)) {
                throw new IOException("Expected a certificate for this host's key, found none");
            }
            var next = new TlsIdentity(identity.key(), chain, identity.authorities());
            var tls = TlsContexts.agent(next);
            files.writeCertificate(chain);
            identity = next;
            context.replace(tls);
            LOG.info("Renewed: {}", next);
            desk.after(LOOK_EVERY, this::look);
            renewed.run();
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }
}
