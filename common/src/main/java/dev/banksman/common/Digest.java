package dev.banksman.common;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A SHA-256 digest under the name it has everywhere: {@code sha256:} and 64 lower-case hexadecimal digits.
 *
 * @param name the whole name; safe as a part of a file name after the colon is taken off, see {@link #hex}
 */
public record Digest(String name) {

    private static final String PREFIX = "sha256:";
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Refuses any other writing, so that a digest can be used as a file name without another look. */
    public Digest {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A digest is written sha256: and 64 lower-case hexadecimal digits; found '"
                            + (name.length() > 80 ? name.substring(0, 80) + "..." : name) + "'.");
        }
    }

    public static Digest of(byte[] content) {
        return finished(sha256().digest(content));
    }

    /** Reads the file to its end, in bounded memory. */
    public static Digest of(Path file) throws IOException {
        var algorithm = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            var buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                algorithm.update(buffer, 0, read);
            }
        }
        return finished(algorithm.digest());
    }

    /** The name for what {@link #sha256()} computed. */
    public static Digest finished(byte[] sha256) {
        return new Digest(PREFIX + HexFormat.of().formatHex(sha256));
    }

    /** A fresh SHA-256 computation, for content that arrives piece by piece; end it with {@link #finished}. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The 64 hexadecimal digits alone. */
    public String hex() {
        return name.substring(PREFIX.length());
    }

    @Override
    public String toString() {
        return name;
    }
}
