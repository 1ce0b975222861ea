package dev.banksman.agent.action;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a query gave: the first rows as an aligned table, the number of all. Limits: 200 rows and 200 characters per
 * value are shown, 100,000 rows are counted.
 *
 * @param more there were more rows than were counted
 * @param first the first column of the first row; empty when there is no row or the value is NULL
 */
record SqlRows(String table, long count, boolean more, Optional<String> first) {

    private static final int SHOWN_ROWS = 200;
    private static final int COUNTED_ROWS = 100_000;
    private static final int VALUE_CHARS = 200;

    /** @param saved takes the first column of every row, where it is to be kept */
    static SqlRows read(ResultSet rows, Optional<SavedRows> saved) throws SQLException {
        var columns = rows.getMetaData().getColumnCount();
        var header = new ArrayList<String>();
        for (var column = 1; column <= columns; column++) {
            header.add(rows.getMetaData().getColumnLabel(column));
        }
        var table = new ArrayList<List<String>>();
        table.add(header);
        var count = 0L;
        Optional<String> first = Optional.empty();
        while (count < COUNTED_ROWS && rows.next()) {
            if (count == 0) {
                first = Optional.ofNullable(rows.getString(1)).map(value -> BoundedText.head(value, 4 * 1024));
            }
            if (saved.isPresent()) {
                saved.get().add(rows.getString(1));
            }
            if (count < SHOWN_ROWS) {
                table.add(values(rows, columns));
            }
            count++;
        }
        var more = count == COUNTED_ROWS && rows.next();
        if (more) {
            saved.ifPresent(SavedRows::unread);
        }
        return new SqlRows(aligned(table) + rest(count, more), count, more, first);
    }

    /** {@code 2 rows}, {@code more than 100000 rows}. */
    String countInWords() {
        return (more ? "more than " : "") + count + (count == 1 ? " row" : " rows");
    }

    private static List<String> values(ResultSet rows, int columns) throws SQLException {
        var values = new ArrayList<String>();
        for (var column = 1; column <= columns; column++) {
            var value = rows.getString(column);
            values.add(value == null ? "NULL" : BoundedText.oneLine(value, VALUE_CHARS));
        }
        return values;
    }

    private static String aligned(List<List<String>> table) {
        var widths = new int[table.get(0).size()];
        for (var row : table) {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (var row : table) {
            var line = new StringBuilder();
            for (var i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String rest(long count, boolean more) {
        if (count <= SHOWN_ROWS) {
            return "";
        }
        return "... and " + (more ? "more than " : "") + (count - SHOWN_ROWS) + " more rows\n";
    }
}
