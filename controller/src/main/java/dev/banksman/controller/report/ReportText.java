package dev.banksman.controller.report;

import dev.banksman.controller.report.RunReport.MatrixRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as text: the verification matrix and what it adds up to. */
public final class ReportText {

    private static final List<String> HEADINGS = List.of("VERDICT", "HOST", "CHECK", "EXPECTED", "OBSERVED");
    /** Longer text goes on in the next line of its cell: nothing is cut, and the page fits most terminals. */
    private static final List<Integer> WIDEST = List.of(12, 20, 32, 22, 22);

    private ReportText() {}

    public static String of(RunReport report) {
        var rows = report.verification().stream().map(ReportText::cells).toList();
        var widths = new int[HEADINGS.size()];
        widen(widths, lines(HEADINGS));
        rows.forEach(row -> widen(widths, row));
        var text = new StringBuilder();
        text.append(report.title())
                .append("  run ")
                .append(report.run())
                .append("  ")
                .append(report.phase());
        text.append(report.held() ? " HELD" : "")
                .append(report.paused() ? " PAUSED" : "")
                .append("\n\n");
        row(text, widths, lines(HEADINGS));
        var tier = "";
        for (var i = 0; i < rows.size(); i++) {
            var found = report.verification().get(i).tier();
            if (!found.equals(tier)) {
                text.append('\n').append(found).append('\n');
                tier = found;
            }
            row(text, widths, rows.get(i));
        }
        text.append('\n').append(sum(report)).append('\n');
        return text.toString();
    }

    /** The matrix in one sentence. */
    static String sum(RunReport report) {
        var passed = report.verification().stream()
                .filter(row -> row.verdict().equals("pass"))
                .count();
        var hosts =
                report.verification().stream().map(MatrixRow::host).distinct().count();
        return passed + " of " + report.verification().size() + " checks passed on " + hosts + " hosts.";
    }

    private static List<List<String>> cells(MatrixRow row) {
        return lines(List.of(
                row.verdict().toUpperCase(Locale.ROOT), row.host(), row.check(), row.expected(), row.observed()));
    }

    private static List<List<String>> lines(List<String> cells) {
        var wrapped = new ArrayList<List<String>>();
        for (var i = 0; i < cells.size(); i++) {
            wrapped.add(wrap(cells.get(i), WIDEST.get(i)));
        }
        return wrapped;
    }

    /** Breaks at blanks; a word that is longer than the cell is broken too. */
    private static List<String> wrap(String text, int width) {
        var lines = new ArrayList<String>();
        var line = "";
        for (var word : text.strip().split("\\s+")) {
            var longer = line.isEmpty() ? word : line + " " + word;
            if (longer.length() > width && !line.isEmpty()) {
                lines.add(line);
                longer = word;
            }
            while (longer.length() > width) {
                lines.add(longer.substring(0, width));
                longer = longer.substring(width);
            }
            line = longer;
        }
        lines.add(line);
        return lines;
    }

    private static void widen(int[] widths, List<List<String>> cells) {
        for (var i = 0; i < widths.length; i++) {
            for (var line : cells.get(i)) {
                widths[i] = Math.max(widths[i], line.length());
            }
        }
    }

    private static void row(StringBuilder text, int[] widths, List<List<String>> cells) {
        var height = cells.stream().mapToInt(List::size).max().orElse(0);
        for (var n = 0; n < height; n++) {
            var line = new StringBuilder();
            for (var i = 0; i < widths.length; i++) {
                var part = n < cells.get(i).size() ? cells.get(i).get(n) : "";
                line.append(part).append(" ".repeat(widths[i] - part.length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
