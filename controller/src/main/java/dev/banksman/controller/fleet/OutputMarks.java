package dev.banksman.controller.fleet;

import dev.banksman.common.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * What a stream's data file cannot say of itself: which parts were cut (bytes that the command wrote and nobody kept),
 * and that nothing follows. Lines {@code cut <from> <to>} and {@code end}; written as a whole, durable.
 */
final class OutputMarks {

    /** So many separate cuts are told apart; who makes more has the rest of the stream counted as cut. */
    static final int MAX_CUTS = 1_000;

    private final TreeMap<Long, Long> cuts = new TreeMap<>();
    private boolean ended;

    /** The marks of this file; none if there is no file. */
    static OutputMarks read(Path file) throws IOException {
        var marks = new OutputMarks();
        try {
            for (var line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                marks.take(line, file);
            }
        } catch (NoSuchFileException e) {
            return marks;
        }
        return marks;
    }

    void write(Path file) throws IOException {
        var text = new StringBuilder();
        cuts.forEach((from, to) ->
                text.append("cut ").append(from).append(' ').append(to).append('\n'));
        if (ended) {
            text.append("end\n");
        }
        DurableFiles.write(file, text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** Adds a cut; it joins those that it touches. */
    void cut(long from, long to) {
        long start = from;
        long end = to;
        var before = cuts.floorEntry(start);
        if (before != null && before.getValue() >= start) {
            start = before.getKey();
            end = Math.max(end, before.getValue());
        }
        for (var next = cuts.ceilingEntry(start);
                next != null && next.getKey() <= end;
                next = cuts.ceilingEntry(start)) {
            end = Math.max(end, next.getValue());
            cuts.remove(next.getKey());
        }
        cuts.put(start, end);
    }

    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    /** End of the cut that holds this offset, or the offset itself. */
    long afterCut(long offset) {
        var cut = cuts.floorEntry(offset);
        return cut != null && cut.getValue() > offset ? cut.getValue() : offset;
    }

    /** Where the next cut begins at or after this offset; the largest number if there is none. */
    long nextCut(long offset) {
        var cut = cuts.ceilingEntry(offset);
        return cut == null ? Long.MAX_VALUE : cut.getKey();
    }

    /** Where the last cut ends; 0 without one. */
    long lastEnd() {
        return cuts.isEmpty() ? 0 : cuts.lastEntry().getValue();
    }

    /** Bytes cut, in all. */
    long bytes() {
        return cuts.entrySet().stream()
                .mapToLong(cut -> cut.getValue() - cut.getKey())
                .sum();
    }

    boolean full() {
        return cuts.size() >= MAX_CUTS;
    }

    OutputMarks copy() {
        var copy = new OutputMarks();
        copy.cuts.putAll(cuts);
        copy.ended = ended;
        return copy;
    }

    private void take(String line, Path file) throws IOException {
        var words = line.split(" ", -1);
        try {
            if (words[0].equals("cut")) {
                cut(Long.parseLong(words[1]), Long.parseLong(words[2]));
            } else if (words[0].equals("end")) {
                end();
            } else {
                throw new IOException(file + ": expected a line beginning with 'cut' or 'end', found '" + line + "'.");
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException(file + ": expected 'cut <from> <to>', found '" + line + "'.", e);
        }
    }
}
