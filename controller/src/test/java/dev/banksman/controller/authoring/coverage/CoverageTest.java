package dev.banksman.controller.authoring.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.banksman.controller.authoring.coverage.Coverage.Document;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.TestDocuments;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Facts against the runbooks that carry them. */
class CoverageTest {

    private static final String RUNBOOK = """
        runbook: NAME
        parameters:
          target: {type: string, default: R3, source: {section: Targets, facts: [AX-002]}}
        roles: {db: {hosts: 1}, web: {hosts: 1..}}
        stages:
          - stage: first
            on: db
            steps:
              - step: look
                check: true
                tcp: {address: localhost, port: 1433}
                source: {section: Looking, facts: [AX-001]}
              - step: change
                exec: {program: do-it}
                source: {section: Doing, facts: [AX-003]}
          - stage: second
            on: web
            needs: [first]
            rolling: {batch: 1}
            steps:
              - step: ask
                gate:
                  instructions: Say which.
                  evidence: [{name: which, type: choice, choices: [one, two]}]
                source: {section: Asking, facts: [AX-004]}
        interlocks:
          - {interlock: order, before: second, require: first, because: It must., source: {section: O, facts: [AX-005]}}
        remedies:
          - remedy: again
            title: Do it again
            when: {step: first.change, exit-code: 5}
            explain: It happens.
            source: {section: Trouble, facts: [AX-006]}
        """;

    private static final String LIST = """
        fact,kind,stage,reason
        AX-001,CHK,,
        AX-002,DEC,,
        AX-003,ACT,,
        AX-004,DEC,,
        AX-005,ORD,,
        AX-006,TRB,,
        AX-007,LOOP,second,
        AX-008,INFO,,Nothing follows from it.
        """;

    @Test
    void saysWhereEachFactIsCarried() {
        var coverage = of(LIST, "one");

        assertThat(coverage.problems()).isEmpty();
        assertThat(coverage.rows())
                .extracting(
                        Coverage.Row::fact,
                        row -> row.carriers().stream().map(Carrier::place).toList())
                .containsExactly(
                        tuple("AX-001", List.of("first.look")),
                        tuple("AX-002", List.of("parameter target")),
                        tuple("AX-003", List.of("first.change")),
                        tuple("AX-004", List.of("second.ask")),
                        tuple("AX-005", List.of("interlock order")),
                        tuple("AX-006", List.of("remedy again")),
                        tuple("AX-007", List.of()),
                        tuple("AX-008", List.of()));
        assertThat(coverage.sums())
                .contains(
                        new Coverage.Sum(FactKind.DEC, 2, 2, 0),
                        new Coverage.Sum(FactKind.LOOP, 1, 1, 0),
                        new Coverage.Sum(FactKind.INFO, 1, 0, 1));
    }

    @Test
    void whatIsMissingUnknownOrBothIsSaid() {
        assertThat(problems("fact,kind,stage,reason\nAX-001,CHK,,It is not.\nAX-009,ACT,,\n"))
                .contains(
                        "facts.csv:2:1: AX-001: found a reason why it is not carried, and it is, by first.look,"
                                + " expected one of the two",
                        "facts.csv:3:1: AX-009: found it in no place of one, expected a step that does something, or a"
                                + " gate, or a reason in the list (put AX-009 into the facts of its source)",
                        "one.yaml:3:47: parameter target: found the unknown fact AX-002, expected facts of facts.csv");
    }

    @Test
    void aFactIsCarriedByWhatFitsItsKind() {
        assertThat(problems(LIST.replace("AX-003,ACT", "AX-003,TRB").replace("AX-006,TRB", "AX-006,CHK")))
                .containsExactly(
                        "one.yaml:15:17: first.change: found AX-003, of the kind TRB (trouble), expected it in a"
                                + " remedy",
                        "one.yaml:33:13: remedy again: found AX-006, of the kind CHK (check), expected it in a check"
                                + " or a gate");
    }

    @Test
    void aStageStandsForARepetitionOrAnOrderIfItIsOne() {
        assertThat(problems(LIST.replace("LOOP,second", "LOOP,first")))
                .containsExactly(
                        "facts.csv:8:1: AX-007: found the stage first, expected a rolling stage whose role may have any"
                                + " number of hosts");
        assertThat(problems(LIST.replace("LOOP,second", "ORD,first")))
                .containsExactly(
                        "facts.csv:8:1: AX-007: found the stage first, which needs no other, expected a stage with"
                                + " needs");
        assertThat(problems(LIST.replace("LOOP,second", "ORD,second"))).isEmpty();
        assertThat(problems(LIST.replace("LOOP,second", "LOOP,secnd")))
                .containsExactly(
                        "facts.csv:8:1: AX-007: found the stage secnd, expected a stage of one (did you mean second?)");
        assertThat(problems(LIST.replace("LOOP,second", "ACT,second")))
                .containsExactly(
                        "facts.csv:8:1: AX-007: found the stage second, expected a stage for facts of the kinds LOOP"
                                + " and ORD alone");
    }

    @Test
    void aListForSeveralRunbooksSaysWhoMustCarryWhat() {
        var list = "fact,kind,runbooks,stage,reason\n"
                + LIST.lines()
                        .skip(1)
                        .map(line -> line.replaceFirst("^(AX-\\d+,[A-Z]+),", "$1,one two,"))
                        .reduce("", (all, line) -> all + line + "\n");
        assertThat(problems(list, "one", "two")).isEmpty();
        assertThat(of(list, "one").otherRunbooks()).containsExactly("two");
        assertThat(of(list, "one").problems()).isEmpty();

        assertThat(problems(list.replace("AX-003,ACT,one two", "AX-003,ACT,two"), "one", "two"))
                .containsExactly(
                        "one.yaml:15:17: first.change: found AX-003, which the list gives to two, expected facts of"
                                + " this runbook (add one to its runbooks in the list)");
    }

    @Test
    void aRunbookOfTheListThatLacksItsFactIsNamed() {
        var without = TestDocuments.runbook(
                RUNBOOK.replace("NAME", "two").replace("source: {section: Doing, facts: [AX-003]}", ""));
        var with = TestDocuments.runbook(RUNBOOK.replace("NAME", "one"));
        var list = list("fact,kind,runbooks\nAX-003,ACT,one two\n");

        var coverage = Coverage.of(List.of(new Document("one.yaml", with), new Document("two.yaml", without)), list);

        assertThat(coverage.problems())
                .extracting(Problem::toString)
                .contains(
                        "facts.csv:2:1: AX-003: found it in no place of two, expected it there too: the list names that"
                                + " runbook");
    }

    @Test
    void factsOfOtherProceduresAreCountedNotRefused() {
        var coverage = of(LIST.replace("AX-", "GP-").replace(",,\n", ",,elsewhere\n"), "one");

        assertThat(coverage.problems()).isEmpty();
        assertThat(coverage.elsewhere()).containsEntry("AX", 6);
    }

    private static Coverage of(String list, String... names) {
        var documents = List.of(names).stream()
                .map(name -> new Document(name + ".yaml", TestDocuments.runbook(RUNBOOK.replace("NAME", name))))
                .toList();
        return Coverage.of(documents, list(list));
    }

    private static List<String> problems(String list, String... names) {
        return of(list, names.length == 0 ? new String[] {"one"} : names).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    private static FactList list(String text) {
        return switch (FactList.read("facts.csv", text)) {
            case Read.Valid<FactList> valid -> valid.value();
            case Read.Invalid<FactList>(var problems) -> throw new AssertionError(problems);
        };
    }
}
