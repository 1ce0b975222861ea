package dev.banksman.controller.journal;

import com.google.protobuf.ByteString;
import dev.banksman.controller.journal.Journal.StoredEvent;
import dev.banksman.controller.run.RunPhase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what is durable, over a connection of its own. One caller at a time (the lock is this object). */
final class SqliteReader implements AutoCloseable {

    private static final String ENTRY = "SELECT id, position, chain_head, term, runbook, title, plan_hash, changing,"
            + " planned_by, planned_at, phase, held, paused, ended_at, no FROM run";

    private final Connection connection;
    private final PreparedStatement events;
    private final PreparedStatement hash;
    private final PreparedStatement head;
    private final PreparedStatement hosts;

    SqliteReader(Connection connection) throws SQLException {
        this.connection = connection;
        events = connection.prepareStatement("SELECT position, bytes, hash FROM event"
                + " WHERE run = (SELECT no FROM run WHERE id = ?) AND position > ? ORDER BY position LIMIT ?");
        hash = connection.prepareStatement(
                "SELECT hash FROM event WHERE run = (SELECT no FROM run WHERE id = ?) AND position = ?");
        head = connection.prepareStatement("SELECT position, chain_head FROM run WHERE id = ?");
        hosts = connection.prepareStatement("SELECT host FROM run_host WHERE run = ? ORDER BY seq");
    }

    synchronized List<StoredEvent> read(String run, long after, int limit) throws SQLException {
        try {
            var previous = after == 0 ? Chain.START : hashAt(run, after).orElse(Chain.START);
            var check = new ChainCheck(run, after, previous);
            List<StoredEvent> found = new ArrayList<>();
            events.setString(1, run);
            events.setLong(2, after);
            events.setInt(3, limit);
            try (var rows = events.executeQuery()) {
                while (rows.next()) {
                    found.add(check.next(new StoredEvent(rows.getLong(1), blob(rows, 2), blob(rows, 3))));
                }
            }
            if (found.size() < limit) {
                checkEnd(run, after, check);
            }
            return found;
        } finally {
            connection.rollback();
        }
    }

    private void checkEnd(String run, long after, ChainCheck check) throws SQLException {
        head.setString(1, run);
        try (var rows = head.executeQuery()) {
            // Asking for what comes after the end is no fault: a caller may look again for what is new.
            if (rows.next() && rows.getLong(1) > after) {
                check.end(rows.getLong(1), blob(rows, 2));
            }
        }
    }

    synchronized Optional<ByteString> hash(String run, long position) throws SQLException {
        try {
            return hashAt(run, position);
        } finally {
            connection.rollback();
        }
    }

    private Optional<ByteString> hashAt(String run, long position) throws SQLException {
        hash.setString(1, run);
        hash.setLong(2, position);
        try (var rows = hash.executeQuery()) {
            return rows.next() ? Optional.of(blob(rows, 1)) : Optional.empty();
        }
    }

    synchronized List<RunEntry> runs() throws SQLException {
        try (var statement = connection.prepareStatement(ENTRY + " ORDER BY no");
                var rows = statement.executeQuery()) {
            return entries(rows);
        } finally {
            connection.rollback();
        }
    }

    synchronized Optional<RunEntry> run(String run) throws SQLException {
        try (var statement = connection.prepareStatement(ENTRY + " WHERE id = ?")) {
            statement.setString(1, run);
            try (var rows = statement.executeQuery()) {
                return entries(rows).stream().findFirst();
            }
        } finally {
            connection.rollback();
        }
    }

    private List<RunEntry> entries(ResultSet rows) throws SQLException {
        List<RunEntry> found = new ArrayList<>();
        while (rows.next()) {
            var card = new RunCard(
                    rows.getString(5),
                    rows.getString(6),
                    rows.getString(7),
                    rows.getBoolean(8),
                    hosts(rows.getLong(15)),
                    rows.getString(9),
                    Instant.parse(rows.getString(10)));
            var status = new RunStatus(
                    RunPhase.valueOf(rows.getString(11)),
                    rows.getBoolean(12),
                    rows.getBoolean(13),
                    Optional.ofNullable(rows.getString(14)).map(Instant::parse));
            found.add(new RunEntry(rows.getString(1), card, status, rows.getLong(2), blob(rows, 3), rows.getLong(4)));
        }
        return found;
    }

    private List<String> hosts(long run) throws SQLException {
        hosts.setLong(1, run);
        List<String> found = new ArrayList<>();
        try (var rows = hosts.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return List.copyOf(found);
    }

    private static ByteString blob(ResultSet rows, int column) throws SQLException {
        return ByteString.copyFrom(rows.getBytes(column));
    }

    @Override
    public synchronized void close() throws SQLException {
        connection.close();
    }
}
