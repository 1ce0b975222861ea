package dev.banksman.common.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whom the agents' listener believes: certificates of the given authorities, by the JDK's rules. It does not tell clients
 * which authorities those are. A client that is told sends no certificate at all if it has none that fits, and the log
 * could not tell an agent of another controller from a stranger.
 */
final class AgentsTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager rules;

    AgentsTrust(Collection<X509Certificate> authorities) {
        try {
            this.rules = rulesFor(authorities);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("Expected authorities that can be used, found none", e);
        }
    }

    /** The JDK's own trust manager for these authorities. */
    static X509ExtendedTrustManager rulesFor(Collection<X509Certificate> authorities) throws CertificateException {
        try {
            var anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            int number = 0;
            for (var authority : authorities) {
                anchors.setCertificateEntry("authority-" + number++, authority);
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(anchors);
            for (var trust : factory.getTrustManagers()) {
                if (trust instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new CertificateException("The Java platform offers no PKIX trust manager");
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("The authorities cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        rules.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        rules.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        rules.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("The agents' listener judges clients only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("The agents' listener judges clients only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("The agents' listener judges clients only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
