package dev.banksman.agent.action;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes through a text file line by line, however long it is, and counts those in which an expression occurs. A line
 * longer than 64 Ki characters counts as several. Used by one thread.
 */
final class LineSearch {

    /** Beyond this a file is refused: looking would take longer than a check should. */
    static final long FILE_BYTES = 1L << 30;

    private static final int LINE_CHARS = 64 * 1024;
    private static final int SHOWN_LINES = 5;
    private static final int SHOWN_CHARS = 200;

    private final Expression expression;
    private final List<String> first = new ArrayList<>();
    private long count;
    private boolean tooCostly;

    LineSearch(Expression expression) {
        this.expression = expression;
    }

    /** How many lines there were. */
    long count() {
        return count;
    }

    /** The first of them, each with its number: {@code line 7: ...}. */
    List<String> first() {
        return first;
    }

    /** On some line the expression takes too long, so that the count means nothing. */
    boolean tooCostly() {
        return tooCostly;
    }

    Expression expression() {
        return expression;
    }

    /** Takes a file through all searches at once. */
    static void through(Path path, Optional<Charset> encoding, List<LineSearch> searches)
            throws IOException, InterruptedException {
        try (var in = new BufferedInputStream(Files.newInputStream(path), DecodedText.HEAD_BYTES)) {
            in.mark(DecodedText.HEAD_BYTES);
            var found = DecodedText.encoding(in.readNBytes(DecodedText.HEAD_BYTES));
            in.reset();
            var charset = encoding.orElse(found.charset());
            if (charset.equals(found.charset())) {
                in.skipNBytes(found.markBytes());
            }
            var decoder = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
            var reader = new BufferedReader(new InputStreamReader(in, decoder));
            var line = new StringBuilder();
            for (var number = 1L; next(reader, line); number++) {
                for (var search : searches) {
                    search.look(number, line.toString());
                }
                // After the search: it gives up when the attempt is interrupted, and its answer is none then.
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    private void look(long number, String line) {
        var search = expression.find(line);
        if (search.state() == Expression.Search.State.TOO_COSTLY) {
            tooCostly = true;
        } else if (search.found()) {
            count++;
            if (first.size() < SHOWN_LINES) {
                first.add("line " + number + ": " + BoundedText.oneLine(line, SHOWN_CHARS));
            }
        }
    }

    /** The next line without its end; false when there is none. */
    private static boolean next(BufferedReader reader, StringBuilder line) throws IOException {
        line.setLength(0);
        while (line.length() < LINE_CHARS) {
            var c = reader.read();
            if (c < 0) {
                return line.length() > 0;
            }
            if (c == '\n') {
                return true;
            }
            if (c == '\r') {
                reader.mark(1);
                if (reader.read() != '\n') {
                    reader.reset();
                }
                return true;
            }
            line.append((char) c);
        }
        return true;
    }
}
