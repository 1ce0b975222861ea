package dev.banksman.controller.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteJournalTest extends JournalContract {

    @TempDir
    Path directory;

    private SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Override
    Journal open() {
        meters = new SimpleMeterRegistry();
        return SqliteJournal.open(file(), meters);
    }

    private Path file() {
        return directory.resolve("journal.db");
    }

    private Connection other() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    private void sql(String... statements) {
        try (var connection = other();
                var statement = connection.createStatement()) {
            for (var text : statements) {
                statement.execute(text);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    void damage(String run, long position) {
        sql(
                "DROP TRIGGER event_unchanged",
                "UPDATE event SET bytes = CAST('forged' AS BLOB) WHERE position = " + position
                        + " AND run = (SELECT no FROM run WHERE id = '" + run + "')");
    }

    @Test
    void whatWasAcknowledgedIsThereAfterReopening() {
        journal.append(opening("run-1", term, "a", "b")).join();
        journal.close();

        journal = open();

        assertThat(journal.read("run-1", 0, 10)).hasSize(2);
        assertThat(journal.run("run-1").orElseThrow().card()).isEqualTo(CARD);
        assertThat(journal.acquireEpoch("second")).isEqualTo(term + 1);
    }

    @Test
    void commitsAreSyncedInWriteAheadMode() throws SQLException {
        try (var writer = SqliteSchema.openWriter(directory.resolve("other.db"))) {
            assertThat(SqliteSchema.pragma(writer, "journal_mode")).isEqualTo("wal");
            assertThat(SqliteSchema.pragma(writer, "synchronous")).isEqualTo("2");
            assertThat(SqliteSchema.pragma(writer, "foreign_keys")).isEqualTo("1");
        }
    }

    @Test
    void eventsCanNeitherBeChangedNorRemoved() {
        journal.append(opening("run-1", term, "a", "b")).join();

        assertThatThrownBy(() -> sql("UPDATE event SET bytes = x'00'")).hasMessageContaining("never changed");
        assertThatThrownBy(() -> sql("DELETE FROM event")).hasMessageContaining("never removed");
    }

    @Test
    void aMissingEventAndACutOffEndAreFaults() {
        journal.append(opening("run-1", term, "a", "b", "c", "d")).join();
        sql("DROP TRIGGER event_kept", "DELETE FROM event WHERE position = 4");
        assertThatThrownBy(() -> journal.read("run-1", 0, 10))
                .isInstanceOf(JournalFault.class)
                .hasMessageContaining("position 4");

        sql("DELETE FROM event WHERE position = 2");
        assertThatThrownBy(() -> journal.read("run-1", 0, 10))
                .isInstanceOf(JournalFault.class)
                .hasMessageContaining("position 2");
    }

    @Test
    void aFileOfANewerVersionIsRefused() {
        journal.close();
        sql("PRAGMA user_version = 99");

        assertThatThrownBy(this::open)
                .isInstanceOf(JournalException.Unavailable.class)
                .hasMessageContaining("newer controller");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws Exception {
        var text = directory.resolve("text.db");
        Files.writeString(text, "this is no database ".repeat(100), StandardCharsets.UTF_8);

        assertThatThrownBy(() -> SqliteJournal.open(text, meters))
                .isInstanceOf(JournalException.Unavailable.class)
                .hasMessageContaining("text.db");
    }

    @Test
    void aFullDiskFailsAppendsAndIsReportedUntilThereIsRoom() {
        journal.append(opening("run-1", term, "a")).join();
        // A cap on the file's pages is answered like a full disk: SQLITE_FULL at the write. It ends with the
        // connection.
        capPages(1);
        var big = "x".repeat(200_000);

        assertThatThrownBy(() -> journal.append(more("run-1", 1, term, big)).join())
                .hasCauseInstanceOf(JournalException.Unavailable.class)
                .hasMessageContaining("full");
        assertThat(journal.notWritable()).isPresent();
        assertThat(journal.read("run-1", 0, 10)).hasSize(1);

        assertThat(journal.append(more("run-1", 1, term, big)).join().position())
                .isEqualTo(2);
        assertThat(journal.notWritable()).isEmpty();
        assertThat(journal.read("run-1", 0, 10)).hasSize(2);
    }

    private void capPages(int pages) {
        ((SqliteJournal) journal).limitPages(pages).join();
    }

    @Test
    void aProbeFindsTheJournalWritableAgain() {
        journal.append(opening("run-1", term, "a")).join();
        capPages(1);
        assertThatThrownBy(() -> journal.append(more("run-1", 1, term, "x".repeat(200_000)))
                        .join())
                .hasCauseInstanceOf(JournalException.Unavailable.class);

        journal.probe().join();

        assertThat(journal.notWritable()).isEmpty();
    }

    @Test
    void appendsOfManyRunsShareTransactionsAndAreMeasured() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int run = 0; run < 200; run++) {
            all.add(journal.append(opening("run-" + run, term, "a")));
        }
        all.forEach(CompletableFuture::join);

        assertThat(meters.get("banksman.journal.append").timer().count()).isEqualTo(200);
        var batches = meters.get("banksman.journal.batch").summary();
        assertThat(batches.totalAmount()).isEqualTo(200 + 1);
        assertThat(batches.count()).isLessThan(200);
    }
}
