package dev.banksman.agent.action;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of unknown origin as text: programs of one Windows host write UTF-16, UTF-8 and the console's code page side
 * by side. In this order: a byte order mark, UTF-16 without one (every second byte of the start zero), UTF-8, and last
 * the host's own character set, which takes any bytes.
 */
public final class DecodedText {

    private static final int SAMPLE_BYTES = 64;

    private DecodedText() {}

    /** Never fails; a character cut off at the end is left out. */
    public static String of(byte[] bytes) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            return decode(bytes, 3, StandardCharsets.UTF_8);
        }
        if (startsWith(bytes, 0xFF, 0xFE)) {
            return decode(bytes, 2, StandardCharsets.UTF_16LE);
        }
        if (startsWith(bytes, 0xFE, 0xFF)) {
            return decode(bytes, 2, StandardCharsets.UTF_16BE);
        }
        if (looksLikeUtf16(bytes)) {
            return decode(bytes, 0, StandardCharsets.UTF_16LE);
        }
        var strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var chars = CharBuffer.allocate(bytes.length);
        // Not told that this is the end: a character that was cut off there is no error.
        var result = strict.decode(ByteBuffer.wrap(bytes), chars, false);
        return result.isError() ? decode(bytes, 0, hostCharset()) : chars.flip().toString();
    }

    /** The character set of this host's programs. */
    public static Charset hostCharset() {
        var name = System.getProperty("native.encoding");
        return name == null ? Charset.defaultCharset() : Charset.forName(name);
    }

    private static String decode(byte[] bytes, int from, Charset charset) {
        return new String(bytes, from, bytes.length - from, charset);
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (var i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xFF) != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean looksLikeUtf16(byte[] bytes) {
        var sample = Math.min(bytes.length, SAMPLE_BYTES) & ~1;
        for (var i = 0; i < sample; i += 2) {
            if (bytes[i] == 0 || bytes[i + 1] != 0) {
                return false;
            }
        }
        return sample > 0;
    }
}
