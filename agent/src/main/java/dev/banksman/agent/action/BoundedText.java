package dev.banksman.agent.action;

import java.nio.charset.StandardCharsets;

/** Texts that leave the host have limits in bytes of UTF-8; what is cut shows that it was. */
final class BoundedText {

    /** Of each half of an observation, and of the sentence for people. */
    static final int SENTENCE_BYTES = 4 * 1024;

    /** Of what output rules and expectations look at. */
    static final int SHOWN_BYTES = 1024 * 1024;

    private static final String CUT = " [...]";

    private BoundedText() {}

    /** The text, or its head followed by a mark, in at most that many bytes. */
    static String head(String text, int maxBytes) {
        // A char takes at most three bytes, so that most texts need no counting.
        if (text.length() * 3L <= maxBytes || text.getBytes(StandardCharsets.UTF_8).length <= maxBytes) {
            return text;
        }
        var room = maxBytes - CUT.length();
        var end = 0;
        while (end < text.length()) {
            var codePoint = text.codePointAt(end);
            room -= utf8Length(codePoint);
            if (room < 0) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return text.substring(0, end) + CUT;
    }

    /** The end of a text, in at most that many characters; what is missing before it is marked. */
    static String tail(String text, int maxChars) {
        var ended = text.stripTrailing();
        if (ended.length() <= maxChars) {
            return ended;
        }
        var from = ended.length() - maxChars;
        return CUT + ended.substring(Character.isLowSurrogate(ended.charAt(from)) ? from + 1 : from);
    }

    /** One line for a sentence: the last line that says something, in at most that many characters. */
    static String lastLine(String text, int maxChars) {
        var lines = text.strip().split("\\R");
        var last = lines[lines.length - 1].strip();
        return last.length() <= maxChars ? last : last.substring(0, maxChars) + CUT;
    }

    /** One line for a sentence: the text with its white space folded, in at most that many characters. */
    static String oneLine(String text, int maxChars) {
        var folded = text.strip().replaceAll("\\s+", " ");
        return folded.length() <= maxChars ? folded : folded.substring(0, maxChars) + CUT;
    }

    private static int utf8Length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
