package dev.banksman.agent.action;

import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Sql;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code sql}: statements in their order, then a query whose rows are shown and judged, over JDBC. A query alone only
 * looks: whatever it does is rolled back.
 *
 * <p>Drivers: SQL Server and H2's client. Old TLS is used only if the address asks for it in so many words (such as
 * {@code sslProtocol=TLSv1}); such settings are shown as a warning with each result.
 */
final class SqlAction implements ActionKind {

    private static final int STATEMENTS = 1000;

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.SQL;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var sql = action.getSql();
        checkUrl(sql);
        if (sql.getStatementsCount() == 0 && sql.getQuery().isBlank()) {
            throw new InvalidActionException("sql: expected statements or a query, found neither.");
        }
        if (sql.getStatementsCount() > STATEMENTS) {
            throw new InvalidActionException("sql.statements: expected at most " + STATEMENTS + " statements, found "
                    + sql.getStatementsCount() + ".");
        }
        if (sql.getStatementsList().stream().anyMatch(String::isBlank)) {
            throw new InvalidActionException("sql.statements: expected SQL in each statement, found an empty one.");
        }
        var judged = !sql.getExpectRows().isEmpty() || !sql.getExpectValue().isEmpty();
        if (sql.getQuery().isBlank() && (judged || sql.getParametersCount() > 0)) {
            throw new InvalidActionException(
                    "sql.query: expected a query with its parameters, expect-rows or " + "expect-value, found none.");
        }
        if (!sql.getPasswordSecret().isEmpty() && sql.getUser().isEmpty()) {
            throw new InvalidActionException("sql.user: expected a login with password-secret, found none.");
        }
        Optional<RowCount> rows =
                sql.getExpectRows().isEmpty() ? Optional.empty() : Optional.of(RowCount.parse(sql.getExpectRows()));
        Optional<Expression> value = sql.getExpectValue().isEmpty()
                ? Optional.empty()
                : Optional.of(Expression.compile("sql.expect-value", sql.getExpectValue()));
        return new Work.Inside(sql.getStatementsCount() == 0, new SqlWork(sql, rows, value, warnings(sql.getUrl())));
    }

    private static void checkUrl(Sql sql) throws InvalidActionException {
        var url = sql.getUrl().toLowerCase(Locale.ROOT);
        var sqlServer = url.startsWith("jdbc:sqlserver:");
        // An H2 database inside the agent could run code of its statements there, past the agent's policy.
        if (!sqlServer && !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:")) {
            throw new InvalidActionException("sql.url: expected jdbc:sqlserver://..., jdbc:h2:tcp://... or "
                    + "jdbc:h2:ssl://..., the databases this agent has drivers for; found '"
                    + address(sql.getUrl()) + "'.");
        }
        for (var setting : settings(url)) {
            if (setting.startsWith("password=") || setting.startsWith("pwd=")) {
                throw new InvalidActionException("sql.url: expected no password in it, found one; keep it on the host "
                        + "as a secret and name it in password-secret.");
            }
        }
    }

    /** The address without its settings, which are nobody's business in a message. */
    static String address(String url) {
        var end = url.indexOf(';');
        return BoundedText.oneLine(end < 0 ? url : url.substring(0, end), 200);
    }

    private static List<String> settings(String url) {
        return List.of(url.toLowerCase(Locale.ROOT).replace(" ", "").split(";"));
    }

    private static List<String> warnings(String url) {
        return settings(url).stream()
                .filter(setting -> setting.matches("sslprotocol=tlsv1(\\.1)?")
                        || setting.equals("encrypt=false")
                        || setting.equals("encrypt=no")
                        || setting.equals("encrypt=optional")
                        || setting.equals("trustservercertificate=true"))
                .toList();
    }
}
