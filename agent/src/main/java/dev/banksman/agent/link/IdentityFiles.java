package dev.banksman.agent.link;

import dev.banksman.common.DurableFiles;
import dev.banksman.common.tls.Pem;
import dev.banksman.common.tls.TlsIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The agent's identity on disk: {@code key.pem} (made here, readable by its owner only, never sent),
 * {@code certificate.pem} (own chain) and {@code authority.pem}.
 */
public record IdentityFiles(Path directory) {

    public Path key() {
        return directory.resolve("key.pem");
    }

    public Path certificate() {
        return directory.resolve("certificate.pem");
    }

    public Path authority() {
        return directory.resolve("authority.pem");
    }

    /** @throws IOException if a file is missing or is not what it should be; the message names it */
    public TlsIdentity read() throws IOException {
        return TlsIdentity.read(key(), certificate(), authority());
    }

    /** The key that is there already. */
    public Optional<PrivateKey> findKey() throws IOException {
        return Files.exists(key()) ? Optional.of(Pem.readKey(key())) : Optional.empty();
    }

    /** Before the certificate is asked for: a key that is lost afterwards makes the certificate worthless. */
    public void writeKey(KeyPair key) throws IOException {
        DurableFiles.createSecretDirectory(directory);
        DurableFiles.writeSecret(key(), Pem.of(key.getPrivate()).getBytes(StandardCharsets.US_ASCII));
    }

    public void writeAuthority(List<X509Certificate> authorities) throws IOException {
        DurableFiles.write(authority(), Pem.of(authorities).getBytes(StandardCharsets.US_ASCII));
    }

    public void writeCertificate(List<X509Certificate> chain) throws IOException {
        DurableFiles.write(certificate(), Pem.of(chain).getBytes(StandardCharsets.US_ASCII));
    }
}
