package dev.banksman.controller.identity;

import dev.banksman.common.DurableFiles;
import dev.banksman.common.tls.CertificateRequest;
import dev.banksman.common.tls.Names;
import dev.banksman.common.tls.Pem;
import dev.banksman.common.tls.TlsIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controller's own certificate authority: EC P-256, made at the first start, in {@code ca/authority.pem} and
 * {@code ca/authority.key.pem} (readable by its owner only). Whoever holds that key can be any host and the controller,
 * so it never leaves the directory.
 *
 * <p>Certificates are signed in memory and kept nowhere; losing a reply costs nothing but a new request. The key is
 * written before the certificate: a crash between the two leaves a key that nobody trusts yet, and the next start makes
 * a new pair. Safe for use by many threads.
 */
public final class CertificateAuthority {

    /** How long a host's certificate is good if nothing else is configured. */
    public static final Duration HOST_LIFETIME = Duration.ofDays(30);

    private static final Logger log = LoggerFactory.getLogger(CertificateAuthority.class);
    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);
    private static final Duration CONTROLLER_LIFETIME = Duration.ofDays(90);

    private final X509Certificate authority;
    private final CertificateForm form;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Duration hostLifetime;

    private CertificateAuthority(
            PrivateKey key,
            X509Certificate authority,
            InstantSource clock,
            SecureRandom random,
            Duration hostLifetime) {
        this.authority = authority;
        this.form = new CertificateForm(key, authority, random);
        this.clock = clock;
        this.random = random;
        this.hostLifetime = hostLifetime;
    }

    /**
     * Opens the authority in this directory, or makes it if there is none.
     *
     * @throws IOException if it cannot be read or written, or if its key is gone: a new one would turn every enrolled
     *     host away, so it is never made in silence
     */
    public static CertificateAuthority open(
            Path directory, InstantSource clock, SecureRandom random, Duration hostLifetime) throws IOException {
        var certificateFile = directory.resolve("authority.pem");
        var keyFile = directory.resolve("authority.key.pem");
        if (!Files.exists(certificateFile)) {
            DurableFiles.createSecretDirectory(directory);
            create(certificateFile, keyFile, clock.instant(), random);
        } else if (!Files.exists(keyFile)) {
            throw new IOException("The authority's key " + keyFile + " is missing, its certificate " + certificateFile
                    + " is there. Restore the key from a backup. Or remove the certificate too, which makes a new"
                    + " authority at the next start; every host must then enroll again.");
        }
        var certificate = Pem.readCertificates(certificateFile).getFirst();
        return new CertificateAuthority(Pem.readKey(keyFile), certificate, clock, random, hostLifetime);
    }

    /** The authority's own certificate, which everybody else trusts. */
    public X509Certificate certificate() {
        return authority;
    }

    /**
     * A fresh key and certificate for this controller, good for 90 days, and the authority behind it in the chain (a host
     * that enrolls knows nothing but the authority's digest).
     *
     * @param names the host names and IP addresses under which agents and operators reach it
     */
    public TlsIdentity controllerIdentity(Collection<String> names) {
        var pair = CertificateRequest.newKey(random);
        var certificate = form.controller(pair.getPublic(), names, validity(CONTROLLER_LIFETIME));
        return new TlsIdentity(pair.getPrivate(), List.of(certificate, authority), List.of(authority));
    }

    /**
     * Signs a host's certificate. Its name and use are the authority's words; of the request, the key alone is taken.
     *
     * @param request PKCS#10, DER
     * @return the certificate, then the authority's
     * @throws InvalidRequestException if the request is not signed by its key, names another host, or has a weak key
     */
    public List<X509Certificate> issueHost(byte[] request, String host) throws InvalidRequestException {
        var publicKey = HostRequest.read(request, host);
        var certificate = form.host(publicKey, Names.uriOf(host), host, validity(hostLifetime));
        log.info(
                "Issued a certificate for host {} until {}, serial {}",
                host,
                certificate.getNotAfter().toInstant(),
                certificate.getSerialNumber().toString(16));
        return List.of(certificate, authority);
    }

    private CertificateForm.Validity validity(Duration lifetime) {
        var now = clock.instant();
        return new CertificateForm.Validity(now, now.plus(lifetime));
    }

    private static void create(Path certificateFile, Path keyFile, Instant now, SecureRandom random)
            throws IOException {
        var pair = CertificateRequest.newKey(random);
        var validity = new CertificateForm.Validity(now, now.plus(AUTHORITY_LIFETIME));
        var certificate = CertificateForm.authority(pair, validity, random);
        DurableFiles.writeSecret(keyFile, Pem.of(pair.getPrivate()).getBytes(StandardCharsets.US_ASCII));
        DurableFiles.write(certificateFile, Pem.of(List.of(certificate)).getBytes(StandardCharsets.US_ASCII));
        log.info("Made a certificate authority in {}", certificateFile.getParent());
    }
}
