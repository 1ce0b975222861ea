package dev.banksman.controller.runbook.yaml;

import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Problems;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes to text, strictly: what is not UTF-8 is a problem that says what it looks like and where. */
final class Utf8Text {
    private static final Position START = new Position(1, 1);
    private static final String SAVE_AS_UTF8 = "save the file as UTF-8 without a byte order mark";

    private Utf8Text() {}

    static Optional<String> decode(byte[] bytes, YamlLimits limits, Problems problems) {
        if (bytes.length > limits.bytes()) {
            problems.add(
                    START,
                    "(file)",
                    bytes.length + " bytes",
                    "at most " + limits.bytes() + " bytes",
                    "split the document");
            return Optional.empty();
        }
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            problems.add(START, "(file)", "a byte order mark", "UTF-8 without one", SAVE_AS_UTF8);
            return Optional.empty();
        }
        if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
            problems.add(START, "(file)", "UTF-16 or UTF-32 with a byte order mark", "UTF-8", SAVE_AS_UTF8);
            return Optional.empty();
        }
        var decoded = CharBuffer.allocate(bytes.length);
        var input = ByteBuffer.wrap(bytes);
        var result = StandardCharsets.UTF_8.newDecoder().decode(input, decoded, true);
        decoded.flip();
        var text = decoded.toString();
        var nul = text.indexOf('\0');
        if (nul >= 0) {
            var wide = text.length() > 1 && (text.charAt(0) == '\0' || text.charAt(1) == '\0');
            problems.add(
                    position(text, nul),
                    "(file)",
                    wide ? "text that looks like UTF-16" : "a NUL character",
                    "UTF-8 text",
                    SAVE_AS_UTF8);
            return Optional.empty();
        }
        if (result.isError()) {
            problems.add(
                    position(text, text.length()),
                    "(file)",
                    "byte 0x%02X, which is not UTF-8".formatted(bytes[input.position()] & 0xFF),
                    "UTF-8",
                    SAVE_AS_UTF8);
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** Line and column of an index, counting as the parser does: columns in code points. */
    static Position position(String text, int index) {
        var line = 1;
        var start = 0;
        for (var i = 0; i < index; i++) {
            if (text.charAt(i) == '\n' || (text.charAt(i) == '\r' && !text.startsWith("\n", i + 1))) {
                line++;
                start = i + 1;
            }
        }
        return new Position(line, text.codePointCount(start, index) + 1);
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
}
