package dev.banksman.agent.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file of the shim: lines of a word and a value, closed by the line {@code end}, without which it is not believed. */
record ShimRecord(Map<String, String> values, Instant written) {

    /** Empty when the file is not there, or not finished. */
    static Optional<ShimRecord> read(Path file) throws IOException {
        try {
            var lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            if (lines.isEmpty() || !lines.get(lines.size() - 1).equals("end")) {
                return Optional.empty();
            }
            return Optional.of(
                    new ShimRecord(parse(lines), Files.getLastModifiedTime(file).toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> parse(List<String> lines) {
        var values = new HashMap<String, String>();
        for (var line : lines) {
            int space = line.indexOf(' ');
            if (space > 0) {
                values.put(line.substring(0, space), line.substring(space + 1));
            }
        }
        return Map.copyOf(values);
    }

    String text(String word) {
        return values.getOrDefault(word, "");
    }

    /** @throws IOException if there is no such number: the file is not the shim's */
    long number(String word) throws IOException {
        try {
            return Long.parseLong(text(word));
        } catch (NumberFormatException e) {
            throw new IOException(
                    "Expected a number for '" + word + "' in the shim's record, found '" + text(word) + "'");
        }
    }
}
