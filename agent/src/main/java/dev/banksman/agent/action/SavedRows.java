package dev.banksman.agent.action;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first column of a query's rows, one value a line, for later steps. It is whole or it is not saved: a list of
 * which the end is missing would be worse than none. Used by one thread.
 */
final class SavedRows {

    static final int BYTES = 1024 * 1024;

    private final String name;
    private final StringBuilder text = new StringBuilder();
    private long rows;
    private long bytes;
    private @Nullable String problem;

    SavedRows(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void add(@Nullable String value) {
        rows++;
        if (problem != null) {
            return;
        }
        if (value == null) {
            problem = "row " + rows + " is NULL, which no line can stand for";
        } else if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            problem = "the value in row " + rows + " has a line break, and one value is one line";
        } else {
            append(value);
        }
    }

    private void append(String value) {
        bytes += value.getBytes(StandardCharsets.UTF_8).length + (rows == 1 ? 0 : 1);
        if (bytes > BYTES) {
            problem = "the first " + rows + " rows take more than " + BYTES + " bytes";
            text.setLength(0);
            return;
        }
        if (rows > 1) {
            text.append('\n');
        }
        text.append(value);
    }

    /** There were rows that nobody read. */
    void unread() {
        if (problem == null) {
            problem = "there are more than " + rows + " rows";
        }
    }

    /** Why they cannot be saved. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** All of them, without a line break at the end; empty when there were none. */
    String text() {
        return text.toString();
    }
}
