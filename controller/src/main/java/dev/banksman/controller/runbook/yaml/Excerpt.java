package dev.banksman.controller.runbook.yaml;

/** Cuts text from a document so that it fits a message, on one line and without control characters. */
public final class Excerpt {
    private static final int LONGEST = 60;

    private Excerpt() {}

    public static String quoted(String text) {
        return "\"" + of(text) + "\"";
    }

    public static String of(String text) {
        var shown = new StringBuilder();
        for (var i = 0; i < text.length() && shown.length() < LONGEST; ) {
            var point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point == '\n' || point == '\r' || point == '\t') {
                shown.append(' ');
            } else if (Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE) {
                shown.append(String.format("\\u%04x", point));
            } else {
                shown.appendCodePoint(point);
            }
            if (shown.length() >= LONGEST && i < text.length()) {
                shown.append("...");
            }
        }
        return shown.toString();
    }
}
