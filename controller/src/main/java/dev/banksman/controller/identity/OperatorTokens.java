package dev.banksman.controller.identity;

import dev.banksman.common.Digest;
import dev.banksman.common.DurableFiles;
import dev.banksman.common.tls.Pem;
import dev.banksman.controller.telemetry.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The operators and their tokens, in {@code operator/operators.json}: names, roles, and the SHA-256 of each token. The
 * first start makes the operator {@code admin} and writes its token to {@code operator/admin.token}, readable by its
 * owner only, with the authority's certificate in {@code operator/ca.pem} beside it, so that the command line on the same
 * machine works at once.
 *
 * <p>A token is written {@code banksman-op1.<32 bytes in Base64>}. Changes are durable before they return. A crash in the
 * first start leaves a token file that is good for nothing, and the next start writes another. Safe for use by many
 * threads.
 */
public final class OperatorTokens {

    private static final Logger log = LoggerFactory.getLogger(OperatorTokens.class);
    private static final String PREFIX = "banksman-op1.";
    private static final Pattern TOKEN = Pattern.compile("banksman-op1\\.[A-Za-z0-9_-]{43}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.@_-]{0,62}");
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What became of the wish to remove an operator. */
    public enum Removal {
        REMOVED,
        UNKNOWN,
        /** Nothing has changed: without an admin nobody could make one. */
        LAST_ADMIN
    }

    /** There is an operator of that name; the message is a sentence. */
    public static final class NameTakenException extends Exception {
        private static final long serialVersionUID = 1L;

        NameTakenException(String name) {
            super("There is an operator '" + name + "' already. Remove it first, or choose another name.");
        }
    }

    private record Entry(String name, Set<String> roles, String digest) {}

    private final Path file;
    private final SecureRandom random;
    private final MeterRegistry metrics;
    private final Map<String, Entry> entries = new TreeMap<>();

    private OperatorTokens(Path file, SecureRandom random, MeterRegistry metrics) {
        this.file = file;
        this.random = random;
        this.metrics = metrics;
    }

    /** Opens the operators of this directory ({@code operator/}); makes the first one if there is none. */
    public static OperatorTokens open(
            Path directory, X509Certificate authority, SecureRandom random, MeterRegistry metrics) throws IOException {
        var tokens = new OperatorTokens(directory.resolve("operators.json"), random, metrics);
        DurableFiles.createSecretDirectory(directory);
        DurableFiles.write(
                directory.resolve("ca.pem"), Pem.of(List.of(authority)).getBytes(StandardCharsets.US_ASCII));
        if (Files.exists(tokens.file)) {
            for (var entry : JSON.readValue(Files.readString(tokens.file), Entry[].class)) {
                tokens.entries.put(entry.name(), entry);
            }
        } else {
            tokens.createAdmin(directory.resolve("admin.token"));
        }
        return tokens;
    }

    /**
     * Makes a token. It is given out this once and cannot be had again.
     *
     * @param by who asks for it, for the log
     * @throws IllegalArgumentException if the name cannot be one, or if there is no role
     */
    public synchronized String create(String name, Set<Role> roles, String by) throws IOException, NameTakenException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Expected a name of letters, digits and . @ _ -, at most 63 characters;"
                    + " found '" + name + "'.");
        }
        if (entries.containsKey(name)) {
            throw new NameTakenException(name);
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("Expected at least one of viewer, operator, approver, admin.");
        }
        var token = newToken();
        put(name, roles, token);
        log.info("Operator {} made the operator {} with roles {}", by, name, words(roles));
        return token;
    }

    /**
     * Takes a token back; it is refused from the next request on. The last admin stays.
     *
     * @param by who asks for it, for the log
     */
    public synchronized Removal remove(String name, String by) throws IOException {
        var entry = entries.get(name);
        if (entry == null) {
            return Removal.UNKNOWN;
        }
        var adminsLeft = entries.values().stream()
                .filter(other -> !other.equals(entry) && operator(other).has(Role.ADMIN))
                .count();
        if (operator(entry).has(Role.ADMIN) && adminsLeft == 0) {
            return Removal.LAST_ADMIN;
        }
        entries.remove(name);
        try {
            save();
        } catch (IOException e) {
            entries.put(name, entry);
            throw e;
        }
        log.info("Operator {} removed the operator {}", by, name);
        return Removal.REMOVED;
    }

    /** Whether this operator is still one, with these roles; costs a look-up. */
    public synchronized boolean isCurrent(Operator operator) {
        var entry = entries.get(operator.name());
        return entry != null && operator(entry).equals(operator);
    }

    /** All operators, by name. */
    public synchronized List<Operator> list() {
        return entries.values().stream().map(OperatorTokens::operator).toList();
    }

    /**
     * Who this token stands for; empty if nobody. Compares with every operator in constant time.
     *
     * @param bearer the token, without the word Bearer
     */
    public synchronized Optional<Operator> authenticate(String bearer) {
        Optional<Operator> found = Optional.empty();
        if (TOKEN.matcher(bearer).matches()) {
            var digest = Digest.sha256().digest(bearer.getBytes(StandardCharsets.US_ASCII));
            for (var entry : entries.values()) {
                if (MessageDigest.isEqual(HexFormat.of().parseHex(entry.digest()), digest)) {
                    found = Optional.of(operator(entry));
                }
            }
        }
        Metric.OPERATOR_AUTHENTICATIONS
                .counter(metrics, found.isPresent() ? "accepted" : "refused")
                .increment();
        return found;
    }

    private void createAdmin(Path tokenFile) throws IOException {
        var token = newToken();
        DurableFiles.writeSecret(tokenFile, (token + "\n").getBytes(StandardCharsets.US_ASCII));
        put("admin", Set.of(Role.ADMIN), token);
        log.info("Made the operator admin; its token is in {}", tokenFile);
    }

    private void put(String name, Set<Role> roles, String token) throws IOException {
        var digest = Digest.of(token.getBytes(StandardCharsets.US_ASCII)).hex();
        entries.put(name, new Entry(name, words(roles), digest));
        try {
            save();
        } catch (IOException e) {
            entries.remove(name);
            throw e;
        }
    }

    private void save() throws IOException {
        var json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entries.values());
        DurableFiles.writeSecret(file, json.getBytes(StandardCharsets.UTF_8));
    }

    private String newToken() {
        var secret = new byte[32];
        random.nextBytes(secret);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    private static Operator operator(Entry entry) {
        var roles = new TreeSet<Role>();
        entry.roles().forEach(word -> roles.add(Role.of(word)));
        return new Operator(entry.name(), roles);
    }

    private static Set<String> words(Set<Role> roles) {
        var words = new TreeSet<String>();
        roles.forEach(role -> words.add(role.word()));
        return words;
    }
}
