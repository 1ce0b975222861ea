package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Context;
import dev.banksman.proto.agent.v1.Sql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * One connection and what was done over it. {@link #run} belongs to the SQL thread; {@link #cancel} and the words about
 * progress may be asked by the attempt's thread.
 */
final class SqlSession {

    private static final int GENERATED_CHARS = 1024 * 1024;

    private final Sql sql;
    private final SqlScript script;
    private final Properties login;
    private final Context context;

    private volatile String position = "connecting to the database";
    private volatile boolean connected;
    private volatile int done;
    private volatile int total;
    private volatile boolean committing;
    private volatile Optional<SavedRows> saved = Optional.empty();
    private boolean cancelled;
    private @Nullable Statement running;

    SqlSession(Sql sql, SqlScript script, Properties login, Context context) {
        this.sql = sql;
        this.script = script;
        this.total = script.written().size() + script.saved().size();
        this.login = login;
        this.context = context;
    }

    /** The query's rows, or empty when there is no query. */
    Optional<SqlRows> run() throws SQLException {
        try (var connection = DriverManager.getConnection(sql.getUrl(), login)) {
            // A query alone only looks: it is rolled back, should it have changed something after all.
            connected = true;
            var looks = !script.changes();
            connection.setAutoCommit(!looks && !sql.getTransaction());
            try {
                execute(connection, script.written());
                execute(connection, generated(connection));
                execute(connection, script.saved());
                var rows = query(connection);
                if (looks) {
                    connection.rollback();
                } else if (sql.getTransaction()) {
                    commit(connection);
                }
                return rows;
            } catch (SQLException e) {
                if (!connection.getAutoCommit() && !committing) {
                    rollback(connection, e);
                }
                throw e;
            }
        }
    }

    private void commit(Connection connection) throws SQLException {
        position = "commit";
        refuseWhenCancelled();
        committing = true;
        connection.commit();
        committing = false;
    }

    /** Has the database end the running statement; none starts after it. */
    void cancel() {
        Statement statement;
        synchronized (this) {
            cancelled = true;
            statement = running;
        }
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                context.print("The database was asked to cancel and answered: " + e.getMessage() + "\n");
            }
        }
    }

    /** What has been done, in words; empty when nothing was asked for. */
    String progress() {
        return script.changes() ? CountRule.words(done, "statement") + " done" : "";
    }

    /** Whether the database was reached and let us in. */
    boolean connected() {
        return connected;
    }

    /** The rows that are to be kept, once the query has been asked. */
    Optional<SavedRows> saved() {
        return saved;
    }

    /** Where it stands or stopped. */
    String position() {
        return position;
    }

    /** What a failure has left behind. */
    String aftermath() {
        if (committing) {
            return "It is not known whether the transaction was committed; look before repeating it.";
        }
        if (!script.changes()) {
            return "";
        }
        if (sql.getTransaction()) {
            return "The transaction was rolled back; nothing was changed.";
        }
        return done == 0
                ? "No statement was done before it."
                : "Statements 1 to " + done + " of " + total + " were done and stay.";
    }

    private void execute(Connection connection, List<String> statements) throws SQLException {
        for (var text : statements) {
            var number = done + 1;
            position = "statement " + number + " of " + total + " (" + BoundedText.oneLine(text, 80) + ")";
            try (var statement = connection.createStatement()) {
                var rows = changedBy(statement, text);
                done = number;
                context.print(position + ": done, " + CountRule.words(rows, "row") + " changed\n");
                printWarnings(statement);
            }
        }
    }

    /** All of them, before the first is run: it may change what the query would give next. */
    private List<String> generated(Connection connection) throws SQLException {
        if (script.generated().isEmpty()) {
            return List.of();
        }
        position = "query for statements (" + BoundedText.oneLine(script.generated(), 80) + ")";
        var statements = new ArrayList<String>();
        var chars = 0L;
        try (var statement = connection.createStatement()) {
            begin(statement);
            try (var rows = statement.executeQuery(script.generated())) {
                while (rows.next()) {
                    var text = rows.getString(1);
                    if (text == null || text.isBlank()) {
                        throw new SQLException("expected a statement in row " + (statements.size() + 1) + ", found "
                                + (text == null ? "NULL" : "an empty text") + "; none of them was run");
                    }
                    chars += text.length();
                    if (statements.size() == SqlScript.STATEMENTS || chars > GENERATED_CHARS) {
                        throw new SQLException("expected at most " + SqlScript.STATEMENTS + " statements of together "
                                + GENERATED_CHARS + " characters, found more; none of them was run");
                    }
                    statements.add(text);
                }
            } finally {
                end();
            }
        }
        total = script.written().size() + statements.size() + script.saved().size();
        return statements;
    }

    private long changedBy(Statement statement, String text) throws SQLException {
        begin(statement);
        try {
            return drain(statement, statement.execute(text));
        } finally {
            end();
        }
    }

    /** A batch has many results; an error can stand behind any of them and comes out only when it is reached. */
    private static long drain(Statement statement, boolean first) throws SQLException {
        var changed = 0L;
        var isRows = first;
        while (true) {
            var count = isRows ? 0 : statement.getUpdateCount();
            if (count < 0) {
                return changed;
            }
            changed += count;
            isRows = statement.getMoreResults();
        }
    }

    private Optional<SqlRows> query(Connection connection) throws SQLException {
        if (sql.getQuery().isBlank()) {
            return Optional.empty();
        }
        position = "query (" + BoundedText.oneLine(sql.getQuery(), 80) + ")";
        try (var statement = connection.prepareStatement(sql.getQuery())) {
            for (var i = 0; i < sql.getParametersCount(); i++) {
                statement.setString(i + 1, sql.getParameters(i));
            }
            begin(statement);
            try (var rows = statement.executeQuery()) {
                Optional<SavedRows> kept =
                        sql.getSave().isEmpty() ? Optional.empty() : Optional.of(new SavedRows(sql.getSave()));
                var read = SqlRows.read(rows, kept);
                saved = kept;
                context.print(read.table());
                return Optional.of(read);
            } finally {
                end();
            }
        }
    }

    private synchronized void begin(Statement statement) throws SQLException {
        refuseWhenCancelled();
        running = statement;
    }

    private synchronized void refuseWhenCancelled() throws SQLException {
        if (cancelled) {
            throw new SQLException("cancelled before it began");
        }
    }

    private synchronized void end() {
        running = null;
    }

    private void printWarnings(Statement statement) throws SQLException {
        var warning = statement.getWarnings();
        for (var i = 0; warning != null && i < 100; i++) {
            context.print(warning.getMessage() + "\n");
            warning = warning.getNextWarning();
        }
    }

    private static void rollback(Connection connection, SQLException failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is lost; the database rolls back what it never saw committed.
            failure.addSuppressed(e);
        }
    }
}
