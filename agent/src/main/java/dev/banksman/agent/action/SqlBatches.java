package dev.banksman.agent.action;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * SQL as it stands in scripts for SQL Server's own tools: lines with {@code GO} alone part it into batches. A
 * {@code GO} inside a text, a quoted name or a comment is part of it. Used by one thread.
 */
final class SqlBatches {

    private static final Pattern GO = Pattern.compile("\\s*GO\\s*;?\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern COUNTED_GO = Pattern.compile("\\s*GO\\s+\\d+\\s*", Pattern.CASE_INSENSITIVE);

    /** What the text is inside of, by the character that ends it: {@code ' " ]}, {@code *} for a comment, else 0. */
    private char inside;

    private int depth;

    private SqlBatches() {}

    /**
     * The batches that have something in them.
     *
     * @throws InvalidActionException for {@code GO} with a count, which only those tools know
     */
    static List<String> of(String text) throws InvalidActionException {
        var scanner = new SqlBatches();
        var batches = new ArrayList<String>();
        var batch = new StringBuilder();
        for (var line : text.split("\\r?\\n", -1)) {
            if (scanner.inside == 0 && COUNTED_GO.matcher(line).matches()) {
                throw new InvalidActionException("sql.statements: expected GO alone on its line, found '" + line.strip()
                        + "'; give the batch as often as it is to run.");
            }
            if (scanner.inside == 0 && GO.matcher(line).matches()) {
                add(batches, batch);
            } else {
                scanner.scan(line);
                batch.append(line).append('\n');
            }
        }
        add(batches, batch);
        return batches;
    }

    private static void add(List<String> batches, StringBuilder batch) {
        if (!batch.toString().isBlank()) {
            batches.add(batch.toString().strip());
        }
        batch.setLength(0);
    }

    /** A doubled quote ends a text and begins another, which comes to the same. */
    private void scan(String line) {
        for (var i = 0; i < line.length(); i++) {
            var c = line.charAt(i);
            var next = i + 1 < line.length() ? line.charAt(i + 1) : 0;
            if (c == '/' && next == '*' && (inside == 0 || inside == '*')) {
                inside = '*';
                depth++;
                i++;
            } else if (inside == '*') {
                if (c == '*' && next == '/') {
                    depth--;
                    inside = depth == 0 ? 0 : '*';
                    i++;
                }
            } else if (inside != 0) {
                inside = c == inside ? 0 : inside;
            } else if (c == '-' && next == '-') {
                return;
            } else if (c == '\'' || c == '"') {
                inside = c;
            } else if (c == '[') {
                inside = ']';
            }
        }
    }
}
