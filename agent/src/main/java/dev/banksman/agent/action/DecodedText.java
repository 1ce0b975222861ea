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

    /** As much of a long text as is looked at for its encoding. */
    static final int HEAD_BYTES = 64 * 1024;

    private static final int SAMPLE_BYTES = 64;

    private DecodedText() {}

    /** Never fails; a character cut off at the end is left out. */
    public static String of(byte[] bytes) {
        var encoding = encoding(bytes);
        if (encoding.charset().equals(StandardCharsets.UTF_8)) {
            var chars = CharBuffer.allocate(bytes.length);
            // Not told that this is the end: a character that was cut off there is left out.
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .decode(
                            ByteBuffer.wrap(bytes, encoding.markBytes(), bytes.length - encoding.markBytes()),
                            chars,
                            false);
            return chars.flip().toString();
        }
        return decode(bytes, encoding.markBytes(), encoding.charset());
    }

    /** In a character set that somebody named; a mark that belongs to it is left out. */
    static String of(byte[] bytes, Charset charset) {
        var found = encoding(bytes);
        return decode(bytes, found.charset().equals(charset) ? found.markBytes() : 0, charset);
    }

    /**
     * What a long text is to be read as, by its first bytes alone: UTF-8 there is taken for UTF-8 to the end.
     *
     * @param markBytes length of the byte order mark before it
     */
    record Encoding(Charset charset, int markBytes) {}

    static Encoding encoding(byte[] head) {
        if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
            return new Encoding(StandardCharsets.UTF_8, 3);
        }
        if (startsWith(head, 0xFF, 0xFE)) {
            return new Encoding(StandardCharsets.UTF_16LE, 2);
        }
        if (startsWith(head, 0xFE, 0xFF)) {
            return new Encoding(StandardCharsets.UTF_16BE, 2);
        }
        if (looksLikeUtf16(head)) {
            return new Encoding(StandardCharsets.UTF_16LE, 0);
        }
        return new Encoding(isUtf8(head) ? StandardCharsets.UTF_8 : hostCharset(), 0);
    }

    /** The character set of this host's programs. */
    public static Charset hostCharset() {
        var name = System.getProperty("native.encoding");
        return name == null ? Charset.defaultCharset() : Charset.forName(name);
    }

    private static boolean isUtf8(byte[] bytes) {
        var strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        // Not told that this is the end: a character that was cut off there is no error.
        return !strict.decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length), false)
                .isError();
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
