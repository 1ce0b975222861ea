package dev.banksman.controller.identity;

import dev.banksman.common.Digest;
import dev.banksman.common.tls.EnrollmentToken;
import dev.banksman.common.tls.Names;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which hosts may ask for a first certificate: single-use tokens, each bound to one host, good until they expire. Kept
 * in {@code identity/enrollments.jsonl}, the secret as its SHA-256 (it has 256 bits of its own, so no slower digest is
 * needed). Issuing and spending are durable before they return; after a crash a token is spent or not, never both.
 * Tokens are forgotten 30 days after they expired. Safe for use by many threads.
 */
public final class EnrollmentTokens implements AutoCloseable {

    /** What became of an attempt to spend a token. */
    public enum Spending {
        SPENT,
        UNKNOWN,
        USED,
        EXPIRED,
        OTHER_HOST
    }

    /** How long a token is good if nothing else is asked for. */
    public static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(EnrollmentTokens.class);
    private static final Duration REMEMBERED = Duration.ofDays(30);
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A line of the file: the latest one of a digest counts. */
    private record Entry(String digest, String host, String expires, boolean used) {}

    private final InstantSource clock;
    private final SecureRandom random;
    private final DurableLines lines;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private EnrollmentTokens(InstantSource clock, SecureRandom random, DurableLines lines) {
        this.clock = clock;
        this.random = random;
        this.lines = lines;
    }

    /** Reads the tokens of this directory ({@code identity/}) and forgets the old ones. */
    public static EnrollmentTokens open(Path directory, InstantSource clock, SecureRandom random) throws IOException {
        var tokens = new EnrollmentTokens(clock, random, DurableLines.open(directory, "enrollments.jsonl"));
        var forgotten = clock.instant().minus(REMEMBERED);
        for (var line : tokens.lines.read()) {
            var entry = JSON.readValue(line, Entry.class);
            tokens.entries.put(entry.digest(), entry);
        }
        tokens.entries.values().removeIf(entry -> Instant.parse(entry.expires()).isBefore(forgotten));
        tokens.lines.replace(
                tokens.entries.values().stream().map(JSON::writeValueAsString).toList());
        return tokens;
    }

    /**
     * Makes a token for a host, good for one certificate of this authority.
     *
     * @throws IllegalArgumentException if the host's name cannot be one
     */
    public synchronized EnrollmentToken issue(String host, Duration lifetime, X509Certificate authority)
            throws IOException {
        if (!Names.isHostName(host)) {
            throw new IllegalArgumentException("Expected a host name of letters, digits, '.', '-' and '_', at most 63"
                    + " characters; found '" + host + "'.");
        }
        var secret = new byte[32];
        random.nextBytes(secret);
        var expires = clock.instant().plus(lifetime);
        write(new Entry(Digest.of(secret).hex(), host, expires.toString(), false));
        log.info("Made an enrollment token for host {}, good until {}", host, expires);
        return EnrollmentToken.of(secret, authority);
    }

    /** Spends the token for this host. For anything but {@link Spending#SPENT} nothing has changed. */
    public synchronized Spending spend(EnrollmentToken token, String host) throws IOException {
        var entry = find(Digest.of(token.secret()).hex());
        if (entry == null) {
            return Spending.UNKNOWN;
        }
        if (entry.used()) {
            return Spending.USED;
        }
        if (!clock.instant().isBefore(Instant.parse(entry.expires()))) {
            return Spending.EXPIRED;
        }
        if (!entry.host().equals(host)) {
            return Spending.OTHER_HOST;
        }
        write(new Entry(entry.digest(), entry.host(), entry.expires(), true));
        return Spending.SPENT;
    }

    /** Makes the tokens of this host worthless that nobody has spent. */
    public synchronized void withdraw(String host) throws IOException {
        var unspent = entries.values().stream()
                .filter(entry -> entry.host().equals(host) && !entry.used())
                .toList();
        for (var entry : unspent) {
            write(new Entry(entry.digest(), entry.host(), entry.expires(), true));
        }
    }

    /** The hosts for which tokens are remembered. */
    public synchronized Set<String> hosts() {
        return entries.values().stream().map(Entry::host).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public synchronized void close() throws IOException {
        lines.close();
    }

    /** Looked up by digest, so the time it takes tells nothing about any secret; compared in constant time after it. */
    private @Nullable Entry find(String digest) {
        var entry = entries.get(digest);
        var hex = HexFormat.of();
        return entry != null && MessageDigest.isEqual(hex.parseHex(entry.digest()), hex.parseHex(digest))
                ? entry
                : null;
    }

    private void write(Entry entry) throws IOException {
        lines.append(JSON.writeValueAsString(entry));
        entries.put(entry.digest(), entry);
    }
}
