package dev.banksman.common.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes a server whose chain ends in the authority that an enrollment token pins, by all the JDK's usual rules
 * (dates, names, uses). The server sends its authority along, since the host has nothing but its digest yet.
 */
final class PinnedAuthority extends X509ExtendedTrustManager {

    private final EnrollmentToken token;

    PinnedAuthority(EnrollmentToken token) {
        this.token = token;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        trustIn(chain).checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        trustIn(chain).checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trustIn(chain).checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("A pinned authority judges servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("A pinned authority judges servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("A pinned authority judges servers only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private X509ExtendedTrustManager trustIn(X509Certificate[] chain) throws CertificateException {
        var authority = Arrays.stream(chain)
                .filter(token::pins)
                .findFirst()
                .orElseThrow(() -> new CertificateException(
                        "The server's certificates do not include the authority that the enrollment token"
                                + " pins: expected the controller that made the token, found another."));
        return AgentsTrust.rulesFor(List.of(authority));
    }
}
