package dev.banksman.controller.identity;

import dev.banksman.common.tls.Names;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hosts whose certificates have been taken back, in {@code identity/revocations.jsonl}. All certificates issued to the
 * host up to that second are refused; it may enroll again. By time and not by serial number, so that a controller
 * restored from a backup also refuses certificates that it does not remember. Durable before {@link #revoke} returns. Safe
 * for use by many threads.
 */
public final class Revocations implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Revocations.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private record Entry(String host, String at, String by, String reason) {}

    private final InstantSource clock;
    private final DurableLines lines;
    private final Map<String, Instant> revoked = new ConcurrentHashMap<>();

    private Revocations(InstantSource clock, DurableLines lines) {
        this.clock = clock;
        this.lines = lines;
    }

    /** Reads the revocations of this directory ({@code identity/}). */
    public static Revocations open(Path directory, InstantSource clock) throws IOException {
        var revocations = new Revocations(clock, DurableLines.open(directory, "revocations.jsonl"));
        for (var line : revocations.lines.read()) {
            var entry = JSON.readValue(line, Entry.class);
            revocations.revoked.put(entry.host(), Instant.parse(entry.at()));
        }
        return revocations;
    }

    /**
     * Takes back all certificates of this host. Live links are not touched: the fleet closes them.
     *
     * @return the second up to which they are refused
     */
    public synchronized Instant revoke(String host, String by, String reason) throws IOException {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        lines.append(JSON.writeValueAsString(new Entry(host, now.toString(), by, reason)));
        revoked.put(host, now);
        log.warn("The certificates of host {} were revoked by {}: {}", host, by, reason);
        return now;
    }

    /** Whether this certificate of a host has been taken back. */
    public boolean isRevoked(X509Certificate certificate) {
        return Names.hostOf(certificate)
                .filter(host -> isRevoked(host, certificate))
                .isPresent();
    }

    /** The same for who has read the host's name out of the certificate already; costs a look-up. */
    public boolean isRevoked(String host, X509Certificate certificate) {
        var at = revoked.get(host);
        return at != null && !CertificateForm.issuedAt(certificate).isAfter(at);
    }

    @Override
    public synchronized void close() throws IOException {
        lines.close();
    }
}
