package dev.banksman.controller.cli;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A block of lines at the end of the terminal that is drawn over itself. Nothing above it is touched, until the terminal
 * gets another size: then everything stands elsewhere, and the block begins anew at the top.
 */
final class Screen {

    private static final String UP = "\u001b[%dA\r";
    private static final String CLEAR_LINE_END = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String TOP = "\u001b[H";
    private static final Pattern PAINT = Pattern.compile("\u001b\\[[0-9;]*m");

    private final Terminal terminal;
    private int drawn;
    private int width;
    private int height;
    private List<String> last = List.of();

    Screen(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Draws every line over its old one, without clearing first: that would flicker. */
    void show(List<String> lines) {
        var resized = drawn > 0 && (terminal.width() != width || terminal.height() != height);
        if (lines.equals(last) && !resized) {
            return;
        }
        width = terminal.width();
        height = terminal.height();
        var text = new StringBuilder();
        if (resized) {
            text.append(TOP).append(CLEAR_BELOW);
        } else if (drawn > 0) {
            text.append(String.format(UP, drawn));
        }
        drawn = 0;
        for (var line : lines) {
            text.append(line);
            if (length(line) % width != 0 || line.isEmpty()) {
                // Behind a full row the cursor still stands on its last column, which would be cleared too.
                text.append(CLEAR_LINE_END);
            }
            text.append('\n');
            drawn += rows(line, width);
        }
        terminal.out().print(text.append(CLEAR_BELOW));
        terminal.out().flush();
        last = List.copyOf(lines);
    }

    /** How many rows a line takes: one that is longer than the terminal is wide goes on in the next. */
    static int rows(String line, int width) {
        return Math.max(1, Math.ceilDiv(length(line), width));
    }

    private static int length(String line) {
        return PAINT.matcher(line).replaceAll("").length();
    }
}
