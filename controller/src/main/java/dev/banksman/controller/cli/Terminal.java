package dev.banksman.controller.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the command's output goes to, and how it may be drawn on.
 *
 * @param live a person looks at it, and lines can be drawn again
 * @param colour colours are wanted: live, and NO_COLOR is not set
 * @param unicode marks beyond ASCII can be shown
 * @param width columns
 */
record Terminal(PrintWriter out, boolean live, boolean colour, boolean unicode, int width, int height) {

    private static final int DEFAULT_WIDTH = 100;
    private static final int DEFAULT_HEIGHT = 40;

    static Terminal of(PrintWriter out) {
        return of(out, System.console(), System.getenv());
    }

    @SuppressWarnings("SystemConsoleNull") // Null where the JDK has no console at all.
    private static Terminal of(PrintWriter out, @Nullable Console console, Map<String, String> environment) {
        var live = console != null && console.isTerminal() && !"dumb".equals(environment.get("TERM"));
        var charset = console == null ? Charset.defaultCharset() : console.charset();
        return new Terminal(
                out,
                live,
                live && !environment.containsKey("NO_COLOR"),
                StandardCharsets.UTF_8.equals(charset),
                size(environment.get("COLUMNS"), DEFAULT_WIDTH),
                size(environment.get("LINES"), DEFAULT_HEIGHT));
    }

    private static int size(@Nullable String text, int otherwise) {
        if (text == null || !text.matches("\\d{2,4}")) {
            return otherwise;
        }
        return Integer.parseInt(text);
    }

    /** A terminal of a test, or of a pipe. */
    static Terminal plain(PrintWriter out) {
        return new Terminal(out, false, false, true, DEFAULT_WIDTH, DEFAULT_HEIGHT);
    }

    /** Colours a text; the codes are those of ECMA-48 and count nothing in width. */
    String paint(Paint paint, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + paint.code + "m" + text + "\u001b[0m" : text;
    }

    enum Paint {
        BOLD("1"),
        FAINT("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        BLUE("36");

        private final String code;

        Paint(String code) {
            this.code = code;
        }
    }
}
