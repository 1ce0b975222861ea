package dev.banksman.agent.action;

import dev.banksman.agent.action.HostTools.Platform;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.Sql;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code sql}: statements in their order, then a query whose rows are shown, judged and saved, over JDBC. A query alone
 * only looks: whatever it does is rolled back.
 *
 * <p>Drivers: SQL Server and H2's client. Old TLS is used only if the address asks for it in so many words (such as
 * {@code sslProtocol=TLSv1}); such settings are shown as a warning with each result.
 */
final class SqlAction implements ActionKind {

    private static final Pattern OUTPUT = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private final Platform platform;

    SqlAction(Platform platform) {
        this.platform = platform;
    }

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.SQL;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var sql = action.getSql();
        checkUrl(sql);
        var script = SqlScript.of(sql);
        if (!script.changes() && sql.getQuery().isBlank()) {
            throw new InvalidActionException("sql: expected statements or a query, found neither.");
        }
        var judged = !sql.getExpectRows().isEmpty() || !sql.getExpectValue().isEmpty();
        if (sql.getQuery().isBlank() && (judged || sql.getParametersCount() > 0)) {
            throw new InvalidActionException(
                    "sql.query: expected a query with its parameters, expect-rows or expect-value, found none.");
        }
        checkSave(sql);
        if (!sql.getPasswordSecret().isEmpty() && sql.getUser().isEmpty()) {
            throw new InvalidActionException("sql.user: expected a login with password-secret, found none.");
        }
        Optional<CountRule> rows = sql.getExpectRows().isEmpty()
                ? Optional.empty()
                : Optional.of(CountRule.parse("sql.expect-rows", "a number of rows", sql.getExpectRows()));
        Optional<Expression> value = sql.getExpectValue().isEmpty()
                ? Optional.empty()
                : Optional.of(Expression.compile("sql.expect-value", sql.getExpectValue()));
        var work = new SqlWork(sql, script, platform, rows, value, warnings(sql.getUrl()));
        return new Work.Inside(!script.changes(), work);
    }

    @Override
    public List<Foresight> foresee(Action action, Outlook outlook) throws InterruptedException {
        return List.of(SqlForesight.of(action.getSql(), platform, outlook));
    }

    private static void checkSave(Sql sql) throws InvalidActionException {
        if (sql.getSave().isEmpty()) {
            return;
        }
        if (sql.getQuery().isBlank()) {
            throw new InvalidActionException("sql.save: expected a query whose rows are saved, found none.");
        }
        if (!OUTPUT.matcher(sql.getSave()).matches() || sql.getSave().length() > 64) {
            throw new InvalidActionException("sql.save: expected the name of an output in kebab-case, such as "
                    + "database-port, found '" + BoundedText.oneLine(sql.getSave(), 100) + "'.");
        }
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
        for (var setting : SqlLogin.settings(url)) {
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

    private static List<String> warnings(String url) {
        return SqlLogin.settings(url).stream()
                .filter(setting -> setting.matches("sslprotocol=tlsv1(\\.1)?")
                        || setting.equals("encrypt=false")
                        || setting.equals("encrypt=no")
                        || setting.equals("encrypt=optional")
                        || setting.equals("trustservercertificate=true"))
                .toList();
    }
}
