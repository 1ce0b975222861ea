package dev.banksman.common.tls;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Netty contexts for gRPC, TLS 1.3 only. BoringSSL does the work where its native library is there; the JDK's own TLS
 * elsewhere, at about twice the CPU per handshake. Certificates are judged by the JDK's rules in both cases: dates,
 * signatures, and the use a certificate is meant for (a host's certificate cannot serve as a controller's).
 */
public final class TlsContexts {

    private static final String PROTOCOL = "TLSv1.3";

    private TlsContexts() {}

    /** For the agents' listener: no handshake completes without a certificate of one of the identity's authorities. */
    public static SslContext agentsListener(TlsIdentity identity) throws SSLException {
        var builder = SslContextBuilder.forServer(identity.key(), array(identity.chain()))
                .trustManager(new AgentsTrust(identity.authorities()))
                .clientAuth(ClientAuth.REQUIRE)
                .protocols(PROTOCOL);
        return GrpcSslContexts.configure(builder, provider()).build();
    }

    /** For an agent with a certificate: it shows its own, and believes the identity's authorities alone. */
    public static SslContext agent(TlsIdentity identity) throws SSLException {
        var builder = SslContextBuilder.forClient()
                .keyManager(identity.key(), array(identity.chain()))
                .trustManager(array(identity.authorities()))
                .protocols(PROTOCOL);
        return GrpcSslContexts.configure(builder, provider()).build();
    }

    /** For a client of the operators' listener that knows the authority's certificate (a command line, a console). */
    public static SslContext operator(List<X509Certificate> authorities) throws SSLException {
        var builder =
                SslContextBuilder.forClient().trustManager(array(authorities)).protocols(PROTOCOL);
        return GrpcSslContexts.configure(builder, provider()).build();
    }

    /** For a host that enrolls: it believes the one authority that its token pins. */
    public static SslContext enrolling(EnrollmentToken token) throws SSLException {
        var builder = SslContextBuilder.forClient()
                .trustManager(new PinnedAuthority(token))
                .protocols(PROTOCOL);
        return GrpcSslContexts.configure(builder, provider()).build();
    }

    private static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    private static X509Certificate[] array(List<X509Certificate> certificates) {
        return certificates.toArray(X509Certificate[]::new);
    }
}
