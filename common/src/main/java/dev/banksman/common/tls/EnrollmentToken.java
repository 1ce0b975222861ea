package dev.banksman.common.tls;

import dev.banksman.common.Digest;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What an operator hands to a new host: a secret that is good for one certificate, and the digest of the authority that
 * will give it. Written {@code banksman1.<secret>.<digest>}, both 32 bytes in URL-safe Base64 without padding.
 *
 * <p>Its {@code toString} shows neither part: a token must not get into a log. {@link #text} gives it out.
 */
public final class EnrollmentToken {

    private static final int PART_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("banksman1\\.([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]{43})");

    private final byte[] secret;
    private final byte[] pin;

    private EnrollmentToken(byte[] secret, byte[] pin) {
        this.secret = secret;
        this.pin = pin;
    }

    /** A token for the given secret of 32 bytes, pinning this authority. */
    public static EnrollmentToken of(byte[] secret, X509Certificate authority) {
        if (secret.length != PART_BYTES) {
            throw new IllegalArgumentException("Expected a secret of 32 bytes, found " + secret.length + ".");
        }
        return new EnrollmentToken(secret.clone(), digest(authority));
    }

    /**
     * Reads a token as a person pasted it; surrounding white space is ignored.
     *
     * @throws IllegalArgumentException if it is not one; the message does not repeat it
     */
    public static EnrollmentToken parse(String text) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "Expected an enrollment token (banksman1., then two parts of 43 characters"
                            + " with a dot between them), found something else. Copy it whole from 'banksman enroll'.");
        }
        var decoder = Base64.getUrlDecoder();
        return new EnrollmentToken(decoder.decode(matcher.group(1)), decoder.decode(matcher.group(2)));
    }

    /** The token as it is handed over and sent. */
    public String text() {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return "banksman1." + encoder.encodeToString(secret) + "." + encoder.encodeToString(pin);
    }

    /** A copy of the secret. */
    public byte[] secret() {
        return secret.clone();
    }

    /** Whether this certificate is the authority that the token pins. */
    public boolean pins(X509Certificate authority) {
        return MessageDigest.isEqual(pin, digest(authority));
    }

    private static byte[] digest(X509Certificate authority) {
        try {
            return Digest.sha256().digest(authority.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("A certificate that cannot be encoded", e);
        }
    }

    @Override
    public String toString() {
        return "EnrollmentToken[...]";
    }
}
