package dev.banksman.controller.authoring.coverage;

import dev.banksman.controller.runbook.Position;
import java.util.ArrayList;
import java.util.List;

/** One line of a CSV: commas between values, quotes around those that hold commas, two quotes for one inside. */
record CsvRecord(List<String> cells, Position at) {

    /** All but empty lines and comments. A value holds no line feed, so that each record is one line. */
    static List<CsvRecord> all(String text) {
        var records = new ArrayList<CsvRecord>();
        var lines = text.split("\\R", -1);
        for (var i = 0; i < lines.length; i++) {
            var line = lines[i];
            if (!line.isBlank() && !line.startsWith("#")) {
                records.add(new CsvRecord(cells(line), new Position(i + 1, 1)));
            }
        }
        return records;
    }

    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.length(); i++) {
            var c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return List.copyOf(cells);
    }
}
