package dev.banksman.controller.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.runbook.syntax.OnlyLooks;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that actions have by themselves are known to later steps like those of a rule. */
final class ActionOutputsTest {

    private static final String RUNBOOK = """
        runbook: tracking
        roles: {database: {hosts: 1}}
        stages:
          - stage: look
            on: database
            steps:
              - step: list
                check: true
                sql: {url: 'jdbc:sqlserver://db', query: select name from t, save: %s}
              - step: wait
                check: true
                wait: {until: {sql: {url: 'jdbc:sqlserver://db', query: select name from t, save: found}}}
              - step: collect
                file: {collect: {path: /a}}
          - stage: change
            on: database
            needs: [look]
            steps:
              - step: restore
                when: outputs.look.list.tables != '' && outputs.look.wait.found != outputs.look.collect.digest
                sql: {url: 'jdbc:sqlserver://db', statements-from: '${outputs.look.list.tables}'}
        """;

    @Test
    void whatAnActionSavesOrAlwaysGivesIsKnown() {
        var runbook = TestDocuments.runbook(RUNBOOK.formatted("tables"));

        var restore = runbook.stages().get(1).steps().getFirst().action().orElseThrow();
        assertThat(OnlyLooks.objection(restore)).contains("sql with statements-from");
    }

    @Test
    void anotherNameIsNotKnown() {
        assertThat(problems(RUNBOOK.formatted("table")))
                .contains("the name outputs.look.list.tables", "did you mean outputs.look.list.table");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'Tables'", "'${host.name}'", "''"})
    void itsNameIsAName(String written) {
        assertThat(problems(RUNBOOK.formatted(written))).contains("sql.save", "a name in kebab-case");
    }

    @ParameterizedTest
    @ValueSource(strings = {"statements: [delete from t]", "generated: select s from t", "statements-from: ''"})
    void sqlThatRunsStatementsIsNoCheck(String statements) {
        var changed = RUNBOOK.formatted("tables").replace("query: select name from t, save: tables", statements);

        assertThat(problems(changed)).contains("sql with " + statements.substring(0, statements.indexOf(':')));
    }

    private static String problems(String text) {
        var read = RunbookReader.read("runbook.yaml", text.getBytes(StandardCharsets.UTF_8));
        assertThat(read).isInstanceOf(Read.Invalid.class);
        return TestDocuments.lines(((Read.Invalid<Runbook>) read).problems());
    }
}
