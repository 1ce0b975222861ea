package dev.banksman.controller.runbook;

/** Where in a YAML document something stands. Both count from 1. */
public record Position(int line, int column) {
    /** For values that no document holds, such as defaults. */
    public static final Position NONE = new Position(0, 0);

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
