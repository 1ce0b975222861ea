package dev.banksman.controller.journal;

import com.google.protobuf.ByteString;
import dev.banksman.common.CrashPoint;
import dev.banksman.controller.journal.Journal.Append;
import dev.banksman.controller.journal.Journal.Appended;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;

/**
 * The writes of one transaction. Owned by the journal's writer thread; holds its connection and statements. A refused
 * append ({@link JournalException}) has written nothing, so the others of its transaction go on; any
 * {@link SQLException} spoils the whole transaction, and this writer: SQLite may have rolled back already or not, so the
 * one way on is to close it and open another.
 */
final class SqliteWriter implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement selectStore;
    private final PreparedStatement updateStore;
    private final PreparedStatement probe;
    private final PreparedStatement selectRun;
    private final PreparedStatement insertRun;
    private final PreparedStatement insertHost;
    private final PreparedStatement insertEvent;
    private final PreparedStatement updateHead;
    private final PreparedStatement updateStatus;

    SqliteWriter(Connection connection) throws SQLException {
        this.connection = connection;
        selectStore = connection.prepareStatement("SELECT epoch, owner FROM store");
        updateStore = connection.prepareStatement("UPDATE store SET epoch = ?, owner = ?");
        probe = connection.prepareStatement("UPDATE store SET probes = probes + 1");
        selectRun = connection.prepareStatement("SELECT no, position, chain_head FROM run WHERE id = ?");
        insertRun = connection.prepareStatement("INSERT INTO run (id, position, chain_head, term, runbook, title,"
                + " plan_hash, changing, planned_by, planned_at, phase, held, paused)"
                + " VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, 'PLANNED', 0, 0) RETURNING no");
        insertHost = connection.prepareStatement("INSERT INTO run_host (run, seq, host) VALUES (?, ?, ?)");
        insertEvent = connection.prepareStatement("INSERT INTO event (run, position, hash, bytes) VALUES (?, ?, ?, ?)");
        updateHead = connection.prepareStatement("UPDATE run SET position = ?, chain_head = ?, term = ? WHERE no = ?");
        updateStatus = connection.prepareStatement(
                "UPDATE run SET phase = ?, held = ?, paused = ?, ended_at = ? WHERE no = ?");
    }

    long nextEpoch(String owner) throws SQLException {
        long epoch = store().epoch() + 1;
        updateStore.setLong(1, epoch);
        updateStore.setString(2, owner);
        updateStore.executeUpdate();
        return epoch;
    }

    void probe() throws SQLException {
        probe.executeUpdate();
    }

    /** Takes effect at once; SQLite keeps it to the connection. */
    long limitPages(int pages) throws SQLException {
        return Long.parseLong(SqliteSchema.pragma(connection, "max_page_count = " + pages));
    }

    Appended append(Append append) throws SQLException {
        var store = store();
        if (append.term() < store.epoch()) {
            throw new JournalException.Fenced(append.run(), append.term(), store.epoch(), store.owner());
        }
        var row = row(append.run());
        if (row.position() != append.expectedPosition()) {
            throw new JournalException.Conflict(append.run(), append.expectedPosition(), row.position());
        }
        long run = row.no() == Row.NONE ? open(append) : row.no();
        long position = row.position();
        var head = row.chainHead();
        for (var event : append.events()) {
            position++;
            head = Chain.next(head, event);
            insertEvent.setLong(1, run);
            insertEvent.setLong(2, position);
            insertEvent.setBytes(3, head.toByteArray());
            insertEvent.setBytes(4, event.toByteArray());
            insertEvent.executeUpdate();
        }
        updateHead.setLong(1, position);
        updateHead.setBytes(2, head.toByteArray());
        updateHead.setLong(3, append.term());
        updateHead.setLong(4, run);
        updateHead.executeUpdate();
        if (append.status().isPresent()) {
            update(run, append.status().get());
        }
        return new Appended(position, head);
    }

    void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    /** When this returns, all since {@link #begin} is durable. */
    void commit() throws SQLException {
        CrashPoint.reach("commit-begun");
        execute("COMMIT");
        CrashPoint.reach("commit-durable");
    }

    private void execute(String command) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private record Store(long epoch, String owner) {}

    private record Row(long no, long position, ByteString chainHead) {
        static final long NONE = -1;
    }

    private Store store() throws SQLException {
        try (var rows = selectStore.executeQuery()) {
            rows.next();
            return new Store(rows.getLong(1), rows.getString(2));
        }
    }

    private Row row(String run) throws SQLException {
        selectRun.setString(1, run);
        try (var rows = selectRun.executeQuery()) {
            return rows.next()
                    ? new Row(rows.getLong(1), rows.getLong(2), ByteString.copyFrom(rows.getBytes(3)))
                    : new Row(Row.NONE, 0, Chain.START);
        }
    }

    private long open(Append append) throws SQLException {
        var card = append.opening().orElseThrow();
        insertRun.setString(1, append.run());
        insertRun.setBytes(2, Chain.START.toByteArray());
        insertRun.setLong(3, append.term());
        insertRun.setString(4, card.runbook());
        insertRun.setString(5, card.title());
        insertRun.setString(6, card.planHash());
        insertRun.setBoolean(7, card.changing());
        insertRun.setString(8, card.by());
        insertRun.setString(9, card.planned().toString());
        long run;
        try (var rows = insertRun.executeQuery()) {
            rows.next();
            run = rows.getLong(1);
        }
        insertHosts(run, card.hosts());
        return run;
    }

    private void insertHosts(long run, List<String> hosts) throws SQLException {
        for (int i = 0; i < hosts.size(); i++) {
            insertHost.setLong(1, run);
            insertHost.setInt(2, i);
            insertHost.setString(3, hosts.get(i));
            insertHost.executeUpdate();
        }
    }

    private void update(long run, RunStatus status) throws SQLException {
        updateStatus.setString(1, status.phase().name());
        updateStatus.setBoolean(2, status.held());
        updateStatus.setBoolean(3, status.paused());
        if (status.ended().isPresent()) {
            updateStatus.setString(4, status.ended().map(Instant::toString).get());
        } else {
            updateStatus.setNull(4, Types.VARCHAR);
        }
        updateStatus.setLong(5, run);
        updateStatus.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
