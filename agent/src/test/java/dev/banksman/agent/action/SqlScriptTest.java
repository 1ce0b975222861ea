package dev.banksman.agent.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.proto.agent.v1.Sql;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What counts as one statement, and how many there may be. */
final class SqlScriptTest {

    @Test
    void goAlonePartsBatches() throws Exception {
        assertThat(SqlBatches.of("use a\nGO\n  go ;\r\nselect 1\r\nGo\n")).containsExactly("use a", "select 1");
        assertThat(SqlBatches.of("select go from a where go = 1")).containsExactly("select go from a where go = 1");
        assertThat(SqlBatches.of(" \nGO\n")).isEmpty();
    }

    @Test
    void goInsideATextANameOrACommentIsPartOfIt() throws Exception {
        for (var one : new String[] {
            "insert into a values ('x\nGO\n''y')",
            "select [a\nGO\nb] from c",
            "select \"a\nGO\nb\" from c",
            "/* one /* two\nGO\n*/ still\nGO\n*/ select 1"
        }) {
            assertThat(SqlBatches.of(one)).as(one).containsExactly(one);
        }
        assertThat(SqlBatches.of("-- don't\nGO\nselect 1 -- [ \" '\nGO\nselect 2"))
                .containsExactly("-- don't", "select 1 -- [ \" '", "select 2");
    }

    @Test
    void goWithACountIsRefused() {
        assertThatThrownBy(() -> SqlBatches.of("insert into a values (1)\nGO 5"))
                .isInstanceOf(InvalidActionException.class)
                .hasMessageContaining("found 'GO 5'; give the batch as often as it is to run");
    }

    @Test
    void savedStatementsAreOneALineAndMayBeNone() throws Exception {
        var some = SqlScript.of(Sql.newBuilder()
                .setStatementsFrom("alter table a\r\n\n  alter table b \n")
                .build());
        var none = SqlScript.of(Sql.newBuilder().setStatementsFrom("").build());

        assertThat(some.saved()).containsExactly("alter table a", "alter table b");
        assertThat(some.expected()).isEqualTo("2 statements done");
        assertThat(none.changes()).isTrue();
        assertThat(none.expected()).isEqualTo("0 statements done");
        assertThat(SqlScript.of(Sql.getDefaultInstance()).changes()).isFalse();
    }

    @Test
    void statementsAreBounded() {
        var lines = String.join("\n", Collections.nCopies(SqlScript.STATEMENTS + 1, "x"));

        assertThatThrownBy(() ->
                        SqlScript.of(Sql.newBuilder().setStatementsFrom(lines).build()))
                .hasMessageContaining("expected at most 10000 lines, found 10001");
    }

    @Test
    void savedRowsAreWholeOrNotSaved() {
        var full = new SavedRows("tables");
        full.add("x".repeat(SavedRows.BYTES - 2));
        full.add("y");
        assertThat(full.problem()).isEmpty();
        assertThat(full.text()).hasSize(SavedRows.BYTES).endsWith("x\ny");

        full.add("");

        assertThat(full.problem()).contains("the first 3 rows take more than 1048576 bytes");
    }

    @Test
    void savedRowsCountBytesAndNotCharacters() {
        var rows = new SavedRows("tables");
        rows.add("\u20AC".repeat(SavedRows.BYTES / 3 + 1));

        assertThat(rows.problem()).isPresent();
    }

    @Test
    void whatNoLineCanStandForIsNotSaved() {
        var absent = new SavedRows("a");
        absent.add("1");
        absent.add(null);
        var broken = new SavedRows("b");
        broken.add("a\nb");
        var more = new SavedRows("c");
        more.add("1");
        more.unread();

        assertThat(absent.problem()).contains("row 2 is NULL, which no line can stand for");
        assertThat(broken.problem()).contains("the value in row 1 has a line break, and one value is one line");
        assertThat(more.problem()).contains("there are more than 1 rows");
        assertThat(new SavedRows("none").text()).isEmpty();
    }
}
