package dev.banksman.controller.runbook;

/**
 * Where in a YAML document something stands. Line and column count from 1.
 *
 * @param file the fragment's file; empty in the document itself
 */
public record Position(String file, int line, int column) {
    /** For values that no document holds, such as defaults. */
    public static final Position NONE = new Position(0, 0);

    /** In the document itself. */
    public Position(int line, int column) {
        this("", line, column);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
