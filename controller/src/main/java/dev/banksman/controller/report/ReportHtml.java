package dev.banksman.controller.report;

import dev.banksman.controller.report.RunReport.DecisionRow;
import dev.banksman.controller.report.RunReport.MatrixRow;
import dev.banksman.controller.report.RunReport.TaskRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A report as one HTML page that needs nothing from outside: readable on a phone, in the dark, and on paper. */
public final class ReportHtml {

    private static final String STYLE = resource("report.css");

    private ReportHtml() {}

    public static String of(RunReport report) {
        var body = new StringBuilder();
        header(body, report);
        verification(body, report);
        decisions(body, report);
        tasks(body, report);
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + text(report.title() + " " + report.run()) + "</title>\n<style>\n" + STYLE
                + "</style>\n</head>\n<body>\n<main>\n" + body + "</main>\n</body>\n</html>\n";
    }

    private static void header(StringBuilder out, RunReport report) {
        var state = report.held() ? "held" : report.phase().toLowerCase(Locale.ROOT);
        out.append("<header>\n<p class=\"mark ").append(state).append("\">").append(text(report.phase()));
        out.append(report.held() ? " · held" : "")
                .append(report.paused() ? " · paused" : "")
                .append("</p>\n<h1>");
        out.append(text(report.title())).append("</h1>\n<dl>\n");
        entry(out, "Run", report.run());
        entry(out, "Runbook", report.runbook() + " " + report.runbookVersion());
        entry(out, "Started", report.startedAt().map(ReportHtml::time).orElse("-") + " by " + report.startedBy());
        entry(out, "Ended", report.endedAt().map(ReportHtml::time).orElse("not yet"));
        report.startedAt()
                .ifPresent(from ->
                        report.endedAt().ifPresent(to -> entry(out, "Took", length(Duration.between(from, to)))));
        entry(out, "Plan", report.planHash());
        if (!report.waiting().isEmpty()) {
            entry(out, "Waits", "for a person at " + String.join(", ", report.waiting()));
        }
        entry(out, "Journal", report.position() + " events, chain head " + report.chainHead());
        out.append("</dl>\n</header>\n");
    }

    private static void entry(StringBuilder out, String name, String value) {
        out.append("<div><dt>")
                .append(text(name))
                .append("</dt><dd>")
                .append(text(value))
                .append("</dd></div>\n");
    }

    private static void verification(StringBuilder out, RunReport report) {
        out.append("<section>\n<h2>Verification</h2>\n<p class=\"sum\">").append(text(ReportText.sum(report)));
        out.append("</p>\n");
        var headings = List.of("Verdict", "Host", "Tier", "Check", "Expected", "Observed");
        table(out, headings);
        for (MatrixRow row : report.verification()) {
            var verdict = word(row.verdict());
            out.append("<tr class=\"").append(verdict).append("\">");
            cell(out, "Verdict", "<span class=\"verdict " + verdict + "\">" + text(row.verdict()) + "</span>");
            cells(
                    out,
                    headings.subList(1, headings.size()),
                    row.host(),
                    row.tier(),
                    row.check(),
                    row.expected(),
                    row.observed());
            out.append("</tr>\n");
        }
        out.append("</tbody></table></div>\n</section>\n");
    }

    private static void decisions(StringBuilder out, RunReport report) {
        out.append("<section>\n<h2>Decisions</h2>\n");
        if (report.decisions().isEmpty()) {
            out.append("<p class=\"sum\">None so far.</p>\n</section>\n");
            return;
        }
        var headings = List.of("When", "Who", "Decision", "About", "Reason", "Evidence");
        table(out, headings);
        for (DecisionRow row : report.decisions()) {
            out.append("<tr>");
            cells(
                    out,
                    headings,
                    time(row.at()),
                    row.by(),
                    row.decision(),
                    row.target(),
                    row.reason(),
                    pairs(row.evidence()));
            out.append("</tr>\n");
        }
        out.append("</tbody></table></div>\n</section>\n");
    }

    private static void tasks(StringBuilder out, RunReport report) {
        out.append("<section>\n<h2>Tasks</h2>\n");
        var headings = List.of("Task", "What", "State", "Attempts", "Began", "Took", "Outputs", "Facts");
        table(out, headings);
        for (TaskRow row : report.tasks()) {
            out.append("<tr>");
            cells(
                    out,
                    headings,
                    row.task(),
                    row.title(),
                    row.state() + (row.reason().isEmpty() ? "" : ": " + row.reason()),
                    String.valueOf(row.attempts()),
                    row.began().map(ReportHtml::time).orElse(""),
                    took(row.began(), row.ended()),
                    pairs(row.outputs()),
                    String.join(" ", row.facts()));
            out.append("</tr>\n");
        }
        out.append("</tbody></table></div>\n</section>\n");
    }

    private static void table(StringBuilder out, List<String> headings) {
        out.append("<div class=\"wide\"><table><thead><tr>");
        headings.forEach(h -> out.append("<th scope=\"col\">").append(text(h)).append("</th>"));
        out.append("</tr></thead><tbody>\n");
    }

    private static void cells(StringBuilder out, List<String> headings, String... cells) {
        for (var i = 0; i < cells.length; i++) {
            cell(out, headings.get(i), text(cells[i]));
        }
    }

    /** The heading goes with each cell: on a phone rows become cards. */
    private static void cell(StringBuilder out, String heading, String html) {
        out.append("<td data-label=\"")
                .append(text(heading))
                .append("\">")
                .append(html)
                .append("</td>");
    }

    /** To the second; the JSON report has them in full. */
    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", " UTC");
    }

    private static String pairs(Map<String, String> map) {
        return map.entrySet().stream()
                .map(e -> e.getKey() + " = " + e.getValue())
                .collect(Collectors.joining("; "));
    }

    private static String took(Optional<Instant> from, Optional<Instant> to) {
        return from.isPresent() && to.isPresent() ? length(Duration.between(from.get(), to.get())) : "";
    }

    private static String length(Duration length) {
        return length.toHours() > 0
                ? length.toHours() + " h " + length.toMinutesPart() + " min"
                : length.toMinutes() > 0
                        ? length.toMinutes() + " min " + length.toSecondsPart() + " s"
                        : length.toMillis() / 1000.0 + " s";
    }

    private static String word(String verdict) {
        return verdict.replace(' ', '-');
    }

    /** Text as HTML; nothing that a command or a person wrote can become markup. */
    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String resource(String name) {
        try (InputStream in = ReportHtml.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + name + " is not in the jar.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
