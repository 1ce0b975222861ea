package dev.banksman.controller.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Opens connections to a journal's file and brings its tables to this version. The version stands in the file
 * ({@code user_version}); a file of a newer version is refused, an older one is raised in one transaction.
 */
final class SqliteSchema {

    private static final int VERSION = 1;

    /** Says in the file's header whose file it is; "bnks". */
    private static final int APPLICATION = 0x626e6b73;

    private static final int BUSY_MILLIS = 5_000;

    /** What {@code PRAGMA synchronous} reads when set to FULL: each commit is synced before it is acknowledged. */
    private static final long FULL = 2;

    private SqliteSchema() {}

    /** For the one writer, who begins and ends transactions himself. */
    static Connection openWriter(Path file) throws SQLException {
        var connection = connect(file);
        try {
            require(connection, "journal_mode = WAL", "journal_mode", "wal");
            require(connection, "synchronous = FULL", "synchronous", String.valueOf(FULL));
            require(connection, "foreign_keys = ON", "foreign_keys", "1");
            migrate(connection, file);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** For reading what is durable; sees one state per transaction. */
    static Connection openReader(Path file) throws SQLException {
        var connection = connect(file);
        try {
            require(connection, "query_only = ON", "query_only", "1");
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static Connection connect(Path file) throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
        }
        return connection;
    }

    /** SQLite passes over settings it cannot follow without a word; so each is read back. */
    private static void require(Connection connection, String setting, String name, String expected)
            throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA " + setting);
        }
        var found = pragma(connection, name);
        if (!expected.equalsIgnoreCase(found)) {
            throw new SQLException("expected " + name + " " + expected + ", found " + found);
        }
    }

    static String pragma(Connection connection, String name) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA " + name)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        }
    }

    private static void migrate(Connection connection, Path file) throws SQLException {
        long found = Long.parseLong(pragma(connection, "user_version"));
        long application = Long.parseLong(pragma(connection, "application_id"));
        if (found != 0 && application != APPLICATION) {
            throw new SQLException(file + " is a database of another program");
        }
        if (found > VERSION) {
            throw new SQLException(file + " is of version " + found + ", written by a newer controller; this one knows "
                    + VERSION + " and below");
        }
        if (found < 1) {
            inTransaction(connection, VERSION_1);
        }
    }

    private static void inTransaction(Connection connection, String script) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                for (var part : script.split(";;")) {
                    statement.execute(part);
                }
                statement.execute("PRAGMA application_id = " + APPLICATION);
                statement.execute("PRAGMA user_version = " + VERSION);
                statement.execute("COMMIT");
            } catch (SQLException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
        }
    }

    // Events lie in the order of their run's positions (no row id), so that reading a run is one sweep. They are never
    // changed nor removed; the triggers keep even a slip of ours from doing so.
    private static final String VERSION_1 = """
        CREATE TABLE store (
          only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
          epoch INTEGER NOT NULL,
          owner TEXT NOT NULL,
          probes INTEGER NOT NULL DEFAULT 0
        ) STRICT;;
        INSERT INTO store (only_row, epoch, owner) VALUES (1, 0, 'nobody');;
        CREATE TABLE run (
          no INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          position INTEGER NOT NULL,
          chain_head BLOB NOT NULL,
          term INTEGER NOT NULL,
          runbook TEXT NOT NULL,
          title TEXT NOT NULL,
          plan_hash TEXT NOT NULL,
          changing INTEGER NOT NULL,
          planned_by TEXT NOT NULL,
          planned_at TEXT NOT NULL,
          phase TEXT NOT NULL,
          held INTEGER NOT NULL,
          paused INTEGER NOT NULL,
          ended_at TEXT
        ) STRICT;;
        CREATE TABLE run_host (
          run INTEGER NOT NULL REFERENCES run (no),
          seq INTEGER NOT NULL,
          host TEXT NOT NULL,
          PRIMARY KEY (run, seq)
        ) STRICT, WITHOUT ROWID;;
        CREATE TABLE event (
          run INTEGER NOT NULL REFERENCES run (no),
          position INTEGER NOT NULL,
          hash BLOB NOT NULL,
          bytes BLOB NOT NULL,
          PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;;
        CREATE TRIGGER event_unchanged BEFORE UPDATE ON event
        BEGIN SELECT RAISE (ABORT, 'events are never changed'); END;;
        CREATE TRIGGER event_kept BEFORE DELETE ON event
        BEGIN SELECT RAISE (ABORT, 'events are never removed'); END\
        """;
}
