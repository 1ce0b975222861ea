package dev.banksman.controller.authoring.coverage;

import dev.banksman.controller.authoring.coverage.FactList.Fact;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Runbook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where each fact of a list is carried in the runbooks given, and everything that is not as it should be. Immutable.
 *
 * @param rows in the list's order
 * @param elsewhere how many facts the runbooks carry that belong to lists of other procedures, by their prefix
 * @param otherRunbooks those to which the list gives facts and that were not given
 */
public record Coverage(
        List<Row> rows,
        List<Sum> sums,
        List<Problem> problems,
        Map<String, Integer> elsewhere,
        List<String> otherRunbooks) {

    /** More facts in one place cannot be checked against the document by a person. */
    public static final int MOST_FACTS_IN_ONE_PLACE = 4;

    /** One fact: carried at these places, by a stage itself, or not, with the reason. */
    public record Row(
            String fact, FactKind kind, List<Carrier> carriers, Optional<String> stage, Optional<String> reason) {

        /** Whether a place or a stage carries it. */
        public boolean carried() {
            return !carriers.isEmpty() || stage.isPresent();
        }
    }

    /** How many facts of a kind there are, are carried, and are left out with a reason. */
    public record Sum(FactKind kind, int facts, int carried, int leftOut) {}

    /**
     * A runbook with the name of its file.
     *
     * @param file as the user calls it, for messages
     */
    public record Document(String file, Runbook runbook) {}

    /** Compares; a runbook that is given twice counts once. */
    public static Coverage of(List<Document> documents, FactList list) {
        var names = new LinkedHashSet<String>();
        var carriers = new ArrayList<Carrier>();
        for (var document : documents) {
            if (names.add(document.runbook().name())) {
                carriers.addAll(Carrier.of(document.runbook()));
            }
        }
        var rows = new ArrayList<Row>();
        for (var fact : list.of(names)) {
            rows.add(new Row(fact.id(), fact.kind(), carrying(carriers, fact), fact.stage(), fact.reason()));
        }
        var problems = new CoverageRules(documents, list, carriers).check(rows);
        return new Coverage(
                List.copyOf(rows), sums(rows), problems, elsewhere(carriers, list), list.runbooksBeside(names));
    }

    private static List<Carrier> carrying(List<Carrier> carriers, Fact fact) {
        return carriers.stream()
                .filter(carrier -> carrier.facts().contains(fact.id()))
                .toList();
    }

    private static List<Sum> sums(List<Row> rows) {
        var sums = new ArrayList<Sum>();
        for (var kind : FactKind.values()) {
            var of = rows.stream().filter(row -> row.kind() == kind).toList();
            if (!of.isEmpty()) {
                var carried = (int) of.stream().filter(Row::carried).count();
                var leftOut = (int) of.stream()
                        .filter(row -> !row.carried() && row.reason().isPresent())
                        .count();
                sums.add(new Sum(kind, of.size(), carried, leftOut));
            }
        }
        return List.copyOf(sums);
    }

    private static Map<String, Integer> elsewhere(List<Carrier> carriers, FactList list) {
        var counts = new LinkedHashMap<String, Integer>();
        carriers.stream()
                .flatMap(carrier -> carrier.facts().stream())
                .distinct()
                .map(FactList::prefix)
                .filter(prefix -> !list.prefixes().contains(prefix))
                .forEach(prefix -> counts.merge(prefix, 1, Integer::sum));
        return counts;
    }

    /** The facts of a kind, in the list's order. */
    public List<Row> of(FactKind kind) {
        return rows.stream().filter(row -> row.kind() == kind).toList();
    }
}
