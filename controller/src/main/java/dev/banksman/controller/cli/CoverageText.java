package dev.banksman.controller.cli;

import dev.banksman.controller.authoring.coverage.Coverage;
import dev.banksman.controller.authoring.coverage.Coverage.Document;
import dev.banksman.controller.authoring.coverage.Coverage.Row;
import dev.banksman.controller.cli.Terminal.Paint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A coverage for people, and as JSON. */
final class CoverageText {

    /** More places of one fact are counted: the copies of a repetition say nothing new. */
    private static final int MOST_PLACES = 3;

    private static final int INDENT = 14;

    private final Terminal terminal;
    private final List<Document> documents;

    CoverageText(Terminal terminal, List<Document> documents) {
        this.terminal = terminal;
        this.documents = documents;
    }

    void print(Coverage coverage, Path list) {
        var out = terminal.out();
        var names = documents.stream()
                .map(d -> d.runbook().name() + " " + d.runbook().version())
                .distinct()
                .collect(Collectors.joining(", "));
        out.println(terminal.paint(Paint.BOLD, "Facts of " + list.getFileName() + " in " + names));
        out.println();
        coverage.rows().forEach(this::row);
        out.println();
        sums(coverage);
        notes(coverage);
    }

    private void row(Row row) {
        var head = Words.pad(row.fact(), 7) + "  " + Words.pad(row.kind().name(), 4) + " ";
        var lines = Words.wrap(said(row), Math.max(30, terminal.width() - INDENT - 1));
        var missing = !row.carried() && row.reason().isEmpty();
        for (var i = 0; i < lines.size(); i++) {
            var text = missing
                    ? terminal.paint(Paint.RED, lines.get(i))
                    : row.carried() ? lines.get(i) : terminal.paint(Paint.FAINT, lines.get(i));
            terminal.out().println(i == 0 ? head + text : " ".repeat(INDENT) + text);
        }
    }

    private String said(Row row) {
        if (!row.carried()) {
            return row.reason().map(why -> "left out: " + why).orElse("MISSING");
        }
        var places = new ArrayList<String>();
        row.stage().ifPresent(stage -> places.add("stage " + stage));
        var carriers = row.carriers();
        carriers.stream()
                .limit(carriers.size() > MOST_PLACES + 1 ? MOST_PLACES : carriers.size())
                .forEach(c -> places.add(documents.size() > 1 ? c.runbook() + ": " + c.place() : c.place()));
        if (carriers.size() > MOST_PLACES + 1) {
            places.add("and " + (carriers.size() - MOST_PLACES) + " more places");
        }
        return String.join(", ", places);
    }

    private void sums(Coverage coverage) {
        var table = new Table("KIND", "WHAT", "FACTS", "CARRIED", "LEFT OUT", "MISSING");
        var all = new int[3];
        for (var sum : coverage.sums()) {
            all[0] += sum.facts();
            all[1] += sum.carried();
            all[2] += sum.leftOut();
            table.row(
                    sum.kind().name(),
                    sum.kind().word(),
                    String.valueOf(sum.facts()),
                    String.valueOf(sum.carried()),
                    String.valueOf(sum.leftOut()),
                    String.valueOf(sum.facts() - sum.carried() - sum.leftOut()));
        }
        table.print(terminal.out());
        terminal.out().println();
        var missing = all[0] - all[1] - all[2];
        var sentence = all[0] + " facts: " + all[1] + " carried, " + all[2] + " left out with a reason, " + missing
                + " missing. " + (coverage.problems().isEmpty() ? "All fit." : "Not all is well; see below.");
        terminal.out().println(terminal.paint(coverage.problems().isEmpty() ? Paint.GREEN : Paint.RED, sentence));
    }

    private void notes(Coverage coverage) {
        if (!coverage.otherRunbooks().isEmpty()) {
            terminal.out()
                    .println("The list also gives facts to " + String.join(", ", coverage.otherRunbooks())
                            + "; facts of those alone were not asked for.");
        }
        coverage.elsewhere()
                .forEach((prefix, count) -> terminal.out()
                        .println("Also carried: " + count + " facts " + prefix + "-..., of another list."));
    }

    static String json(Coverage coverage) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("facts", coverage.rows().stream().map(CoverageText::tree).toList());
        tree.put(
                "sums",
                coverage.sums().stream()
                        .map(sum -> {
                            var entry = new LinkedHashMap<String, Object>();
                            entry.put("kind", sum.kind().name());
                            entry.put("facts", sum.facts());
                            entry.put("carried", sum.carried());
                            entry.put("left-out", sum.leftOut());
                            entry.put("missing", sum.facts() - sum.carried() - sum.leftOut());
                            return entry;
                        })
                        .toList());
        tree.put("problems", coverage.problems().stream().map(Object::toString).toList());
        return JsonText.of(tree);
    }

    private static Object tree(Row row) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("fact", row.fact());
        entry.put("kind", row.kind().name());
        entry.put(
                "carried-by",
                row.carriers().stream()
                        .map(carrier -> {
                            var place = new LinkedHashMap<String, Object>();
                            place.put("runbook", carrier.runbook());
                            place.put("place", carrier.place());
                            place.put(
                                    "as",
                                    carrier.roles().stream()
                                            .sorted()
                                            .map(role -> role.name().toLowerCase(Locale.ROOT))
                                            .toList());
                            return place;
                        })
                        .toList());
        row.stage().ifPresent(stage -> entry.put("stage", stage));
        row.reason().ifPresent(reason -> entry.put("reason", reason));
        return entry;
    }
}
