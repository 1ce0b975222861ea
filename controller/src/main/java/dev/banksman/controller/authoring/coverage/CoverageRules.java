package dev.banksman.controller.authoring.coverage;

import dev.banksman.controller.authoring.coverage.Coverage.Document;
import dev.banksman.controller.authoring.coverage.Coverage.Row;
import dev.banksman.controller.authoring.coverage.FactList.Fact;
import dev.banksman.controller.runbook.NearestName;
import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Runbook.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must hold between a list of facts and the runbooks that carry them: each fact is carried, or says why not, and not
 * both; what carries it fits its kind; no place carries more than a person can check; runbooks name no unknown facts.
 */
final class CoverageRules {
    private final List<Document> documents;
    private final FactList list;
    private final List<Carrier> carriers;
    private final Set<String> names;
    private final List<Problem> problems = new ArrayList<>();

    CoverageRules(List<Document> documents, FactList list, List<Carrier> carriers) {
        this.documents = documents;
        this.list = list;
        this.carriers = carriers;
        this.names = documents.stream().map(d -> d.runbook().name()).collect(Collectors.toSet());
    }

    List<Problem> check(List<Row> rows) {
        for (var row : rows) {
            var fact = list.facts().get(row.fact());
            if (fact != null) {
                carriedOrNot(row, fact);
                fitting(row, fact);
                fact.stage().ifPresent(stage -> stage(fact, stage));
            }
        }
        for (var carrier : carriers) {
            place(carrier);
        }
        return List.copyOf(problems);
    }

    private void carriedOrNot(Row row, Fact fact) {
        if (row.carried() && fact.reason().isPresent()) {
            var where = row.carriers().isEmpty()
                    ? "the stage " + fact.stage().orElse("")
                    : row.carriers().getFirst().place();
            inList(fact, "a reason why it is not carried, and it is, by " + where, "one of the two", "");
            return;
        }
        if (!row.carried() && fact.reason().isEmpty()) {
            inList(
                    fact,
                    "it in no place of " + named(fact.runbooks().isEmpty() ? List.copyOf(names) : fact.runbooks()),
                    fact.kind().fits() + ", or a reason in the list",
                    "put " + fact.id() + " into the facts of its source");
            return;
        }
        if (fact.reason().isPresent() || fact.stage().isPresent()) {
            return;
        }
        for (var runbook : fact.runbooks()) {
            if (names.contains(runbook)
                    && row.carriers().stream().noneMatch(c -> c.runbook().equals(runbook))) {
                inList(fact, "it in no place of " + runbook, "it there too: the list names that runbook", "");
            }
        }
    }

    private void fitting(Row row, Fact fact) {
        if (fact.kind() == FactKind.LOOP && row.carriers().size() > 1) {
            return;
        }
        for (var carrier : row.carriers()) {
            if (!fact.kind().fits(carrier)) {
                inRunbook(
                        carrier,
                        fact.id() + ", of the kind " + fact.kind() + " ("
                                + fact.kind().word() + ")",
                        "it in " + fact.kind().fits(),
                        "");
            }
        }
    }

    /** A stage stands for a repetition if many hosts go through it in turn, for an order if it needs others. */
    private void stage(Fact fact, String name) {
        if (fact.kind() != FactKind.LOOP && fact.kind() != FactKind.ORD) {
            inList(fact, "the stage " + name, "a stage for facts of the kinds LOOP and ORD alone", "");
            return;
        }
        for (var document : documents) {
            var runbook = document.runbook();
            if (!fact.runbooks().isEmpty() && !fact.runbooks().contains(runbook.name())) {
                continue;
            }
            var found = runbook.stages().stream()
                    .filter(stage -> stage.name().equals(name))
                    .findFirst();
            if (found.isEmpty()) {
                var known = runbook.stages().stream().map(Stage::name).toList();
                inList(fact, "the stage " + name, "a stage of " + runbook.name(), NearestName.hint(name, known));
            } else if (fact.kind() == FactKind.ORD && found.get().needs().isEmpty()) {
                inList(fact, "the stage " + name + ", which needs no other", "a stage with needs", "");
            } else if (fact.kind() == FactKind.LOOP && !repeats(document, found.get())) {
                inList(fact, "the stage " + name, "a rolling stage whose role may have any number of hosts", "");
            }
        }
    }

    private static boolean repeats(Document document, Stage stage) {
        var role = Optional.ofNullable(document.runbook().roles().get(stage.role()));
        return stage.rolling().isPresent()
                && role.map(r -> r.atMost() == Integer.MAX_VALUE).orElse(false);
    }

    private void place(Carrier carrier) {
        if (carrier.facts().size() > Coverage.MOST_FACTS_IN_ONE_PLACE) {
            inRunbook(
                    carrier,
                    carrier.facts().size() + " facts",
                    "at most " + Coverage.MOST_FACTS_IN_ONE_PLACE + ", which a person can check against the text",
                    "");
        }
        for (var fact : carrier.facts()) {
            if (!list.facts().containsKey(fact) && list.prefixes().contains(FactList.prefix(fact))) {
                inRunbook(carrier, "the unknown fact " + fact, "facts of " + list.file(), "");
            }
        }
        for (var fact : carrier.facts()) {
            var known = list.facts().get(fact);
            if (known != null
                    && !known.runbooks().isEmpty()
                    && !known.runbooks().contains(carrier.runbook())) {
                inRunbook(
                        carrier,
                        fact + ", which the list gives to " + named(known.runbooks()),
                        "facts of this runbook",
                        "add " + carrier.runbook() + " to its runbooks in the list");
            }
        }
    }

    private static String named(List<String> runbooks) {
        return String.join(" and ", runbooks);
    }

    private void inList(Fact fact, String found, String expected, String hint) {
        problems.add(problem(list.file(), fact.at(), fact.id(), found, expected, hint));
    }

    private void inRunbook(Carrier carrier, String found, String expected, String hint) {
        var file = documents.stream()
                .collect(Collectors.toMap(d -> d.runbook().name(), Document::file, (first, again) -> first))
                .getOrDefault(carrier.runbook(), carrier.runbook());
        var in = carrier.at().file().isEmpty() ? file : carrier.at().file();
        var problem = problem(in, carrier.at(), carrier.place(), found, expected, hint);
        // A fragment that several runbooks include is wrong once.
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    private static Problem problem(String file, Position at, String path, String found, String expected, String hint) {
        return new Problem(file, at, path, found, expected, hint.isEmpty() ? Optional.empty() : Optional.of(hint));
    }
}
