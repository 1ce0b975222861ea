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
 * @param colour colours are wanted: live, and NO_COLOR is not set or empty
 * @param unicode marks beyond ASCII can be shown
 */
record Terminal(PrintWriter out, boolean live, boolean colour, boolean unicode, TerminalSize size) {

    /** Of a pipe, and of a terminal that does not say. */
    private static final TerminalSize USUAL = TerminalSize.fixed(100, 40);

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
                live && environment.getOrDefault("NO_COLOR", "").isEmpty(),
                StandardCharsets.UTF_8.equals(charset),
                TerminalSize.of(environment, live, USUAL));
    }

    /** A terminal of a test, or of a pipe. */
    static Terminal plain(PrintWriter out) {
        return plain(out, USUAL);
    }

    static Terminal plain(PrintWriter out, TerminalSize size) {
        return new Terminal(out, false, false, true, size);
    }

    int width() {
        return size.columns();
    }

    int height() {
        return size.rows();
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
