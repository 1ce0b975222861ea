package dev.banksman.controller.report;

import static dev.banksman.controller.report.ReportHtml.text;

import dev.banksman.controller.authoring.ActionWords;
import dev.banksman.controller.report.Checklist.HostPage;
import dev.banksman.controller.report.Checklist.Item;
import dev.banksman.controller.report.Checklist.StagePage;
import java.util.List;

/** A checklist as one HTML page that needs nothing from outside and is made for paper. */
public final class ChecklistHtml {

    private static final String STYLE = ReportHtml.resource("checklist.css");

    private final StringBuilder out = new StringBuilder();

    private ChecklistHtml() {}

    public static String of(Checklist list) {
        var page = new ChecklistHtml();
        page.head(list);
        list.stages().forEach(page::stage);
        page.list("Not to be done", list.passed());
        page.list("Known failures", list.knownFailures());
        page.paragraph("end", "End of the checklist: " + list.boxes() + " boxes.");
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + text(list.title() + ": checklist") + "</title>\n<style>\n" + STYLE
                + "</style>\n</head>\n<body>\n<main>\n"
                + page.out + "</main>\n</body>\n</html>\n";
    }

    private void head(Checklist list) {
        out.append("<header>\n<h1>").append(text(list.title())).append("</h1>\n");
        list.heading().forEach(line -> paragraph("faint", line));
        paragraph("how", ChecklistText.HOW_TO);
        out.append("<p class=\"hand\">Done by <i></i> on <i class=\"short\"></i> from <i class=\"short\"></i> to <i"
                + " class=\"short\"></i></p>\n");
        if (!list.parameters().isEmpty()) {
            out.append("<h2>Parameters</h2>\n<dl>\n");
            list.parameters().forEach(this::entry);
            out.append("</dl>\n");
        }
        out.append("</header>\n");
    }

    private void stage(StagePage stage) {
        out.append("<section>\n<h2><b class=\"box\"></b>")
                .append(stage.number())
                .append(". ")
                .append(text(stage.title()));
        if (!stage.title().equals(stage.name())) {
            out.append(" <span class=\"faint\">").append(text(stage.name())).append("</span>");
        }
        out.append("</h2>\n");
        paragraph("begins", stage.begins());
        paragraph("hosts", stage.hosts());
        stage.warnings().forEach(warning -> paragraph("warning", warning));
        for (HostPage host : stage.work()) {
            out.append("<h3>").append(text(host.host()));
            out.append(
                    " <span class=\"hand\">began <i class=\"short\"></i> ended <i class=\"short\"></i></span></h3>\n");
            host.items().forEach(this::item);
            if (!host.then().isEmpty()) {
                out.append("<p class=\"then\"><b class=\"box\"></b>")
                        .append(text(host.then()))
                        .append(".</p>\n");
            }
        }
        out.append("</section>\n");
    }

    private void item(Item item) {
        if (item.pointOfNoReturn()) {
            paragraph("no-return", "Point of no return: once the next box is done there is no way back");
        }
        item.warnings().forEach(warning -> paragraph("warning", warning));
        out.append("<article class=\"").append(item.kind()).append("\">\n<h4><b class=\"box\"></b>");
        out.append(item.number()).append(" ").append(text(item.title()));
        out.append(item.kind().equals("action") ? "" : " <span class=\"kind\">" + item.kind() + "</span>");
        out.append(" <code class=\"faint\">").append(text(item.task())).append("</code></h4>\n<dl>\n");
        item.state().ifPresent(state -> entry("State", state));
        item.onlyIf().ifPresent(condition -> entry("Only if", condition));
        item.doneAlreadyIf().ifPresent(probe -> entry("Done if", probe));
        if (!item.instructions().isEmpty()) {
            entry("Do", item.instructions());
        }
        item.action().ifPresent(this::action);
        for (var field : item.fields()) {
            out.append("<div><dt>Write down</dt><dd class=\"hand\">").append(text(field.name()));
            out.append(field.help().isEmpty() ? "" : " <span class=\"faint\">" + text(field.help()) + "</span>");
            out.append(" <i></i></dd></div>\n");
        }
        if (!item.undo().isEmpty()) {
            entry("Undo", item.undo());
        }
        item.restorePoint().ifPresent(point -> entry("Restore", point));
        item.source().ifPresent(source -> entry("Source", source));
        out.append("</dl>\n</article>\n");
    }

    private void action(ActionWords action) {
        entry("Do", ActionWords.sentence(action.does()));
        if (!action.verbatim().isEmpty()) {
            out.append("<div><dt></dt><dd><pre>")
                    .append(text(action.verbatim()))
                    .append("</pre></dd></div>\n");
        }
        action.details().forEach(detail -> entry("", ActionWords.sentence(detail)));
        for (var i = 0; i < action.passes().size(); i++) {
            entry(i == 0 ? "Good if" : "", ActionWords.sentence(action.passes().get(i)));
        }
    }

    private void list(String heading, List<String> lines) {
        if (!lines.isEmpty()) {
            out.append("<section>\n<h2>").append(text(heading)).append("</h2>\n<ul>\n");
            lines.forEach(line -> out.append("<li>").append(text(line)).append("</li>\n"));
            out.append("</ul>\n</section>\n");
        }
    }

    private void entry(String name, String value) {
        out.append("<div><dt>")
                .append(text(name))
                .append("</dt><dd>")
                .append(text(value))
                .append("</dd></div>\n");
    }

    private void paragraph(String kind, String value) {
        out.append("<p class=\"").append(kind).append("\">").append(text(value)).append("</p>\n");
    }
}
