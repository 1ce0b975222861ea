package dev.banksman.common.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a process shows of itself on the wire and whom it trusts. Immutable; its {@code toString} names the subject and
 * not the key.
 *
 * @param key the private key of the first certificate
 * @param chain the own certificate first, then those that signed it
 * @param authorities the authorities whose certificates are believed
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities) {

    public TlsIdentity {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
        if (chain.isEmpty() || authorities.isEmpty()) {
            throw new IllegalArgumentException("Expected at least one own certificate and one authority, found "
                    + chain.size() + " and " + authorities.size() + ".");
        }
    }

    /**
     * Reads an identity from PEM files.
     *
     * @throws IOException if one of them is missing or is not what it should be; the message names the file
     */
    public static TlsIdentity read(Path key, Path chain, Path authorities) throws IOException {
        return new TlsIdentity(Pem.readKey(key), Pem.readCertificates(chain), Pem.readCertificates(authorities));
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    @Override
    public String toString() {
        return "TlsIdentity[" + certificate().getSubjectX500Principal() + ", until "
                + certificate().getNotAfter().toInstant() + "]";
    }
}
