package dev.banksman.controller.cli;

import dev.banksman.common.SystemTime;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Pattern;

/** How many columns and rows a terminal has. For one thread. */
interface TerminalSize {

    int columns();

    int rows();

    static TerminalSize fixed(int columns, int rows) {
        return new TerminalSize() {
            @Override
            public int columns() {
                return columns;
            }

            @Override
            public int rows() {
                return rows;
            }
        };
    }

    /** COLUMNS and LINES where both are set, since a person sets them on purpose; else what the terminal says. */
    static TerminalSize of(Map<String, String> environment, boolean live, TerminalSize otherwise) {
        var columns = environment.getOrDefault("COLUMNS", "");
        var rows = environment.getOrDefault("LINES", "");
        if (columns.matches("\\d{2,4}") && rows.matches("\\d{2,4}")) {
            return fixed(Integer.parseInt(columns), Integer.parseInt(rows));
        }
        return live ? new Asked(otherwise) : otherwise;
    }

    /** Asks {@code stty}, which every POSIX system has, and again after a second: people resize their windows. */
    final class Asked implements TerminalSize {

        private static final File TERMINAL = new File("/dev/tty");
        private static final Duration GOOD_FOR = Duration.ofSeconds(1);
        private static final Pattern ANSWER = Pattern.compile("(\\d{1,4}) (\\d{1,4})\\s*");

        private final InstantSource clock = SystemTime.clock();
        private TerminalSize last;
        private Instant asked = Instant.MIN;

        private Asked(TerminalSize otherwise) {
            this.last = otherwise;
        }

        @Override
        public int columns() {
            return now().columns();
        }

        @Override
        public int rows() {
            return now().rows();
        }

        private TerminalSize now() {
            var now = clock.instant();
            if (asked.isBefore(now.minus(GOOD_FOR))) {
                asked = now;
                last = ask(last);
            }
            return last;
        }

        /** Where nobody can say, as on Windows, the size stays what it was taken for. */
        private static TerminalSize ask(TerminalSize otherwise) {
            if (!TERMINAL.exists()) {
                return otherwise;
            }
            try {
                var stty = new ProcessBuilder("stty", "size")
                        .redirectInput(TERMINAL)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                var answer =
                        ANSWER.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
                if (!answer.matches()) {
                    return otherwise;
                }
                var rows = Integer.parseInt(answer.group(1));
                var columns = Integer.parseInt(answer.group(2));
                return rows > 1 && columns > 1 ? fixed(columns, rows) : otherwise;
            } catch (IOException e) {
                return otherwise;
            }
        }
    }
}
