package dev.banksman.controller.runbook;

import java.util.List;

/** What reading a document came to: the thing, or everything that is wrong with it. */
public sealed interface Read<T> {

    /** Warnings do not stand in the way; they are shown. */
    record Valid<T>(T value, List<Problem> warnings) implements Read<T> {}

    /** At least one problem, in the document's order. */
    record Invalid<T>(List<Problem> problems) implements Read<T> {}
}
