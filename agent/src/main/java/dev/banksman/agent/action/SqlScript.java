package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements of an {@code sql} action in their order: those that are written down, those that a query will give,
 * those that an earlier step saved.
 *
 * @param generated the query that gives statements; empty for none
 * @param changes whether statements of any kind were asked for, be there none of them in the end
 */
record SqlScript(List<String> written, String generated, List<String> saved, boolean changes) {

    /** Of each kind. */
    static final int STATEMENTS = 10_000;

    static SqlScript of(Sql sql) throws InvalidActionException {
        var written = new ArrayList<String>();
        for (var text : sql.getStatementsList()) {
            var batches = SqlBatches.of(text);
            if (batches.isEmpty()) {
                throw new InvalidActionException("sql.statements: expected SQL in each statement, found an empty one.");
            }
            written.addAll(batches);
        }
        if (written.size() > STATEMENTS) {
            throw new InvalidActionException(
                    "sql.statements: expected at most " + STATEMENTS + " statements, found " + written.size() + ".");
        }
        var saved = sql.getStatementsFrom()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (saved.size() > STATEMENTS) {
            throw new InvalidActionException(
                    "sql.statements-from: expected at most " + STATEMENTS + " lines, found " + saved.size() + ".");
        }
        var changes = !written.isEmpty() || !sql.getGenerated().isBlank() || sql.hasStatementsFrom();
        return new SqlScript(List.copyOf(written), sql.getGenerated().strip(), saved, changes);
    }

    /** What is to be done, as far as it is known before the database was asked; empty for nothing. */
    String expected() {
        if (!changes) {
            return "";
        }
        var known = written.size() + saved.size();
        if (generated.isEmpty()) {
            return CountRule.words(known, "statement") + " done";
        }
        return (known == 0 ? "" : CountRule.words(known, "statement") + " and ") + "the generated statements done";
    }
}
