package dev.banksman.controller.runbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Documents that tests read. */
public final class TestDocuments {
    private TestDocuments() {}

    /** A file below {@code src/test/resources/runbooks}. */
    public static String text(String name) {
        try (var in = TestDocuments.class.getResourceAsStream("/runbooks/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("No test document " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The runbook, which must be valid. */
    public static Runbook runbook(String text) {
        return valid(RunbookReader.read("runbook.yaml", text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The inventory, which must be valid. */
    public static Inventory inventory(String text) {
        return valid(InventoryReader.read("inventory.yaml", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static <T> T valid(Read<T> read) {
        return switch (read) {
            case Read.Valid<T>(var value, var warnings) -> value;
            case Read.Invalid<T>(var problems) ->
                throw new AssertionError("Expected a valid document, found:\n" + lines(problems));
        };
    }

    /** One problem per line. */
    public static String lines(Iterable<Problem> problems) {
        var lines = new StringBuilder();
        problems.forEach(problem -> lines.append(problem).append('\n'));
        return lines.toString();
    }
}
