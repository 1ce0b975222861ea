package dev.banksman.controller.report;

import dev.banksman.controller.report.RunReport.MatrixRow;
import java.util.List;

/** A report as text: the verification matrix and what it adds up to. */
public final class ReportText {

    private static final int MAX_CELL = 48;
    private static final List<String> HEADINGS = List.of("TIER", "HOST", "CHECK", "EXPECTED", "OBSERVED", "VERDICT");

    private ReportText() {}

    public static String of(RunReport report) {
        var rows = report.verification().stream().map(ReportText::cells).toList();
        var widths = new int[HEADINGS.size()];
        widen(widths, HEADINGS);
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
        line(text, widths, HEADINGS);
        rows.forEach(row -> line(text, widths, row));
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

    private static List<String> cells(MatrixRow row) {
        return List.of(
                row.tier(),
                row.host(),
                cut(row.check()),
                cut(row.expected()),
                cut(row.observed()),
                row.verdict().toUpperCase(java.util.Locale.ROOT));
    }

    private static String cut(String text) {
        var line = text.replace('\n', ' ').strip();
        return line.length() <= MAX_CELL ? line : line.substring(0, MAX_CELL - 3) + "...";
    }

    private static void widen(int[] widths, List<String> cells) {
        for (var i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
        }
    }

    private static void line(StringBuilder text, int[] widths, List<String> cells) {
        var line = new StringBuilder();
        for (var i = 0; i < widths.length; i++) {
            var cell = cells.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
