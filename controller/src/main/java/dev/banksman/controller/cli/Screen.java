package dev.banksman.controller.cli;

import java.util.List;

/** A block of lines at the end of the terminal that is drawn over itself. Nothing above it is touched. */
final class Screen {

    private static final String UP = "\u001b[%dA";
    private static final String CLEAR_BELOW = "\r\u001b[J";

    private final Terminal terminal;
    private int drawn;
    private List<String> last = List.of();

    Screen(Terminal terminal) {
        this.terminal = terminal;
    }

    void show(List<String> lines) {
        var fitting = lines.size() < terminal.height() ? lines : lines.subList(0, terminal.height() - 1);
        if (fitting.equals(last)) {
            return;
        }
        var out = terminal.out();
        if (drawn > 0) {
            out.print(String.format(UP, drawn) + CLEAR_BELOW);
        }
        fitting.forEach(out::println);
        out.flush();
        drawn = fitting.size();
        last = List.copyOf(fitting);
    }
}
