package dev.banksman.controller.runbook;

import java.util.Optional;

/**
 * One mistake in a document, said so that its author can mend it.
 *
 * @param file name of the document as the user gave it
 * @param position where it stands
 * @param path where it stands in the document's own words, such as {@code stages[2].steps[0].exec.program}
 * @param found what is there
 * @param expected what should be there
 * @param hint what to do, such as the nearest known name
 */
public record Problem(
        String file, Position position, String path, String found, String expected, Optional<String> hint) {

    @Override
    public String toString() {
        return file + ":" + position + ": " + path + ": found " + found + ", expected " + expected
                + hint.map(h -> " (" + h + ")").orElse("");
    }
}
