package dev.banksman.controller.authoring.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Read;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists of facts as people write them. */
class FactListTest {

    @Test
    void readsColumnsByTheirNames() {
        var list = valid("""
            # what became of each fact
            kind,fact,runbooks,reason
            ACT,AX-001,test production,
            INFO,AX-002,,"Said once, with a ""quote"", and a comma."
            """);

        assertThat(list.facts().keySet()).containsExactly("AX-001", "AX-002");
        assertThat(list.facts().get("AX-001").runbooks()).containsExactly("test", "production");
        assertThat(list.facts().get("AX-001").reason()).isEmpty();
        assertThat(list.facts().get("AX-002").reason()).contains("Said once, with a \"quote\", and a comma.");
        assertThat(list.facts().get("AX-002").at().line()).isEqualTo(4);
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        var problems = invalid("""
            fact,kind,reason
            AX-1,ACT,
            AX-002,DO,
            AX-003,ACT,a reason, without quotes
            AX-004,ACT,
            AX-004,CHK,
            """);

        assertThat(problems)
                .containsExactly(
                        "facts.csv:2:1: fact: found AX-1, expected an ID such as GP-001",
                        "facts.csv:3:1: AX-002.kind: found DO, expected one of PRE, ACT, CHK, ORD, DEC, LOOP, BAK,"
                                + " RST, TRB, WARN, INFO",
                        "facts.csv:4:1: AX-003: found 4 values, expected at most 3, one for each column (a value with"
                                + " a comma stands in quotes)",
                        "facts.csv:6:1: AX-004: found it a second time (first in line 5), expected each fact once");
    }

    @Test
    void aHeadingWithAnUnknownColumnIsAnsweredWithTheNearest() {
        assertThat(invalid("fact,kind,resaon\n"))
                .containsExactly(
                        "facts.csv:1:1: (heading): found the column resaon, expected columns out of fact, kind, stage,"
                                + " reason, runbooks (did you mean reason?)");
        assertThat(invalid("fact\nGP-001\n"))
                .containsExactly("facts.csv:1:1: (heading): found no column kind, expected one of that name");
        assertThat(invalid("# nothing\n"))
                .hasSize(1)
                .allMatch(text -> text.contains("expected a first line fact,kind"));
    }

    private static FactList valid(String text) {
        return switch (FactList.read("facts.csv", text)) {
            case Read.Valid<FactList> valid -> valid.value();
            case Read.Invalid<FactList>(var problems) -> throw new AssertionError(problems);
        };
    }

    private static List<String> invalid(String text) {
        return switch (FactList.read("facts.csv", text)) {
            case Read.Valid<FactList> valid -> throw new AssertionError("Expected problems, found " + valid.value());
            case Read.Invalid<FactList>(var problems) ->
                problems.stream().map(Problem::toString).toList();
        };
    }
}
