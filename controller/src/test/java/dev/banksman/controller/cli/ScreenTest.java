package dev.banksman.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private final StringWriter written = new StringWriter();
    private final Screen screen = new Screen(Terminal.plain(new PrintWriter(written), TerminalSize.fixed(10, 20)));

    @Test
    void goesUpByTheRowsThatLinesTookNotByTheirNumber() {
        screen.show(List.of("short", "\u001b[1mtwelve chars\u001b[0m"));
        written.getBuffer().setLength(0);

        screen.show(List.of("other"));

        assertThat(written.toString()).startsWith("\u001b[3A\r").endsWith("\u001b[J");
    }

    @Test
    void drawsNothingWhereNothingChanged() {
        screen.show(List.of("same"));
        written.getBuffer().setLength(0);

        screen.show(List.of("same"));

        assertThat(written.toString()).isEmpty();
    }

    @Test
    void doesNotClearTheLastColumnOfAFullRow() {
        screen.show(List.of("ten chars!"));

        assertThat(written.toString()).isEqualTo("ten chars!\n\u001b[J");
    }
}
