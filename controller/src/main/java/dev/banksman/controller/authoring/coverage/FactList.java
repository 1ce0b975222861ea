package dev.banksman.controller.authoring.coverage;

import dev.banksman.controller.runbook.NearestName;
import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.Read;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The facts of a procedure, from a CSV: {@code fact} (its ID), {@code kind}, {@code stage} (where a repetition or an order
 * is the stage itself), {@code reason} (why a fact is not carried), and, where one list serves several runbooks, {@code
 * runbooks} (the names of those that must carry it; none means any). Lines that begin with {@code #} are comments.
 *
 * @param file as the user calls it, for messages
 */
public record FactList(String file, Map<String, Fact> facts) {

    private static final List<String> COLUMNS = List.of("fact", "kind", "stage", "reason", "runbooks");
    private static final List<String> NEEDED = List.of("fact", "kind");
    private static final Pattern ID = Pattern.compile("[A-Z]+-\\d{3}");

    /**
     * One fact.
     *
     * @param runbooks those that must carry it; empty means any one of them
     */
    public record Fact(
            String id,
            FactKind kind,
            Optional<String> stage,
            Optional<String> reason,
            List<String> runbooks,
            Position at) {}

    /** Reads a list; says everything that is wrong with it. */
    public static Read<FactList> read(String file, String text) {
        var problems = new Problems(file);
        var facts = new LinkedHashMap<String, Fact>();
        List<String> columns = List.of();
        for (var record : CsvRecord.all(text)) {
            if (columns.isEmpty()) {
                columns = record.cells();
                header(columns, record.at(), problems);
            } else if (columns.containsAll(NEEDED)) {
                fact(columns, record, facts, problems);
            }
        }
        if (columns.isEmpty()) {
            problems.add(new Position(1, 1), "(list)", "nothing", "a first line " + String.join(",", COLUMNS), "");
        }
        return problems.isEmpty()
                ? new Read.Valid<>(new FactList(file, facts), List.<Problem>of())
                : new Read.Invalid<>(problems.sorted());
    }

    private static void header(List<String> columns, Position at, Problems problems) {
        for (var column : columns) {
            if (!COLUMNS.contains(column)) {
                problems.add(
                        at,
                        "(heading)",
                        "the column " + column,
                        "columns out of " + String.join(", ", COLUMNS),
                        NearestName.hint(column, COLUMNS));
            }
        }
        for (var column : NEEDED) {
            if (!columns.contains(column)) {
                problems.add(at, "(heading)", "no column " + column, "one of that name", "");
            }
        }
    }

    private static void fact(List<String> columns, CsvRecord record, Map<String, Fact> facts, Problems problems) {
        var cells = record.cells();
        if (cells.size() > columns.size()) {
            problems.add(
                    record.at(),
                    cells.getFirst(),
                    cells.size() + " values",
                    "at most " + columns.size() + ", one for each column",
                    "a value with a comma stands in quotes");
            return;
        }
        var values = new LinkedHashMap<String, String>();
        for (var i = 0; i < cells.size(); i++) {
            values.put(columns.get(i), cells.get(i));
        }
        var id = values.getOrDefault("fact", "");
        var kind = values.getOrDefault("kind", "");
        if (!ID.matcher(id).matches()) {
            problems.add(record.at(), "fact", id.isEmpty() ? "nothing" : id, "an ID such as GP-001", "");
            return;
        }
        var known = FactKind.of(kind);
        if (known.isEmpty()) {
            var kinds = Arrays.stream(FactKind.values()).map(FactKind::name).toList();
            problems.add(record.at(), id + ".kind", kind, "one of " + String.join(", ", kinds), "");
            return;
        }
        var fact = new Fact(
                id, known.get(), given(values, "stage"), given(values, "reason"), runbooks(values), record.at());
        var first = facts.putIfAbsent(id, fact);
        if (first != null) {
            problems.add(
                    record.at(),
                    id,
                    "it a second time (first in line " + first.at().line() + ")",
                    "each fact once",
                    "");
        }
    }

    private static Optional<String> given(Map<String, String> values, String column) {
        return Optional.ofNullable(values.get(column)).filter(text -> !text.isEmpty());
    }

    private static List<String> runbooks(Map<String, String> values) {
        return given(values, "runbooks")
                .map(text -> Arrays.stream(text.split("[\\s;]+", -1))
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .toList())
                .orElse(List.of());
    }

    /** The letters before the number of an ID: lists of different procedures use different ones. */
    static String prefix(String id) {
        var dash = id.indexOf('-');
        return dash < 0 ? id : id.substring(0, dash);
    }

    Set<String> prefixes() {
        return facts.keySet().stream().map(FactList::prefix).collect(Collectors.toSet());
    }

    /** Runbooks that the list names and that are not among these. */
    List<String> runbooksBeside(Set<String> names) {
        return facts.values().stream()
                .flatMap(fact -> fact.runbooks().stream())
                .distinct()
                .filter(name -> !names.contains(name))
                .toList();
    }

    /** The facts that are asked of these runbooks: all but those that the list gives to others alone. */
    List<Fact> of(Set<String> names) {
        var mine = new ArrayList<Fact>();
        for (var fact : facts.values()) {
            if (fact.runbooks().isEmpty() || fact.runbooks().stream().anyMatch(names::contains)) {
                mine.add(fact);
            }
        }
        return mine;
    }
}
