package dev.banksman.controller.cli;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/**
 * Keeps what hosts and other people wrote from moving the reader's terminal: a control character in a reply is shown as
 * its picture, U+241B for an escape. Bytes, such as what a command printed, are left alone.
 */
final class Printable {

    private static final char PICTURES = '\u2400';
    private static final char DELETE = '\u007f';
    private static final char PICTURE_OF_DELETE = '\u2421';
    private static final char REPLACEMENT = '\ufffd';

    private Printable() {}

    static String text(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (shown(text.charAt(i)) != text.charAt(i)) {
                var safe = new StringBuilder(text);
                for (var j = i; j < safe.length(); j++) {
                    safe.setCharAt(j, shown(safe.charAt(j)));
                }
                return safe.toString();
            }
        }
        return text;
    }

    private static char shown(char found) {
        if (found == '\n' || found == '\t') {
            return found;
        }
        if (found < ' ') {
            return (char) (PICTURES + found);
        }
        if (found == DELETE) {
            return PICTURE_OF_DELETE;
        }
        // Turning the direction of writing around makes one name look like another.
        var turns = found >= '\u202a' && found <= '\u202e' || found >= '\u2066' && found <= '\u2069';
        return Character.isISOControl(found) || turns ? REPLACEMENT : found;
    }

    /** The same message with all its texts printable. */
    @SuppressWarnings("unchecked") // A builder builds what it was made from.
    static <M extends Message> M message(M message) {
        var builder = message.toBuilder();
        message.getAllFields().forEach((field, value) -> builder.setField(field, value(field, value)));
        return (M) builder.build();
    }

    private static Object value(FieldDescriptor field, Object value) {
        if (value instanceof List<?> values) {
            return values.stream().map(each -> value(field, each)).toList();
        }
        return switch (value) {
            case String text -> text(text);
            case Message inner -> message(inner);
            default -> value;
        };
    }
}
