package dev.banksman.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banksman.controller.journal.JournalFault;
import dev.banksman.controller.journal.SqliteJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Journals that released versions wrote are read for ever, and mean what they meant. Each is a database as it lay on the
 * disk, beside a text of what it holds. {@code -Dbanksman.journals.release=1.2.3} writes those of a new release, and never
 * changes those that are there.
 */
final class ReleasedJournalsTest {

    private static final Path RELEASES = Path.of("src/test/resources/journals");
    private static final String RELEASE = System.getProperty("banksman.journals.release", "");
    private static final String DATABASE = ".db.gz";

    @TempDir
    private Path directory;

    @BeforeAll
    static void record(@TempDir Path scratch) throws IOException {
        if (!RELEASE.isEmpty()) {
            release(RELEASES.resolve(RELEASE), scratch);
        }
    }

    /** @throws FileAlreadyExistsException if there is such a release: what was written once stays as it is */
    private static void release(Path into, Path scratch) throws IOException {
        Files.createDirectories(into.getParent());
        if (Files.exists(into)) {
            throw new FileAlreadyExistsException(into.toString());
        }
        for (var recorded : RecordedRuns.ALL.entrySet()) {
            recorded.getValue().into(scratch.resolve(recorded.getKey() + ".db"));
        }
        Files.createDirectory(into);
        for (var name : RecordedRuns.ALL.keySet()) {
            var file = scratch.resolve(name + ".db");
            var database = into.resolve(name + DATABASE);
            try (var packed = new GZIPOutputStream(Files.newOutputStream(database))) {
                Files.copy(file, packed);
            }
            try (var journal = open(file)) {
                Files.writeString(text(database), JournalText.of(journal));
            }
        }
    }

    private static SqliteJournal open(Path file) {
        return SqliteJournal.open(file, new SimpleMeterRegistry());
    }

    private static Path text(Path database) {
        return database.resolveSibling(database.getFileName().toString().replace(DATABASE, ".txt"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aJournalOfAnEarlierReleaseMeansWhatItMeant(Path database) throws IOException {
        try (var journal = open(copy(database))) {
            assertThat(JournalText.of(journal)).isEqualTo(Files.readString(text(database)));
        }
    }

    /** A database that is opened is written to. */
    private Path copy(Path database) throws IOException {
        var copy = directory.resolve("copy.db");
        try (var bytes = new GZIPInputStream(Files.newInputStream(database))) {
            Files.write(copy, bytes.readAllBytes());
        }
        return copy;
    }

    @Test
    void oneChangedByteOfAnEventIsFound() throws IOException, SQLException {
        assertThat(databases()).isNotEmpty();
        for (var database : databases()) {
            var file = copy(database);
            changeOneByteOfAnEvent(file);
            try (var journal = open(file)) {
                assertThatThrownBy(() -> JournalText.of(journal))
                        .as(database.toString())
                        .isInstanceOf(JournalFault.class)
                        .hasMessageContaining("position 3");
            }
        }
    }

    private static void changeOneByteOfAnEvent(Path file) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("DROP TRIGGER event_unchanged");
            byte[] bytes;
            try (var row = statement.executeQuery("SELECT bytes FROM event WHERE position = 3")) {
                row.next();
                bytes = row.getBytes(1);
            }
            bytes[bytes.length / 2] ^= 1;
            try (var change = connection.prepareStatement("UPDATE event SET bytes = ? WHERE position = 3")) {
                change.setBytes(1, bytes);
                assertThat(change.executeUpdate()).isEqualTo(1);
            }
        }
    }

    @Test
    void aReleaseIsNeverWrittenAnew(@TempDir Path scratch) {
        assertThatThrownBy(() -> release(releases().getFirst(), scratch))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(scratch).isEmptyDirectory();
    }

    private static List<Path> releases() throws IOException {
        try (var folders = Files.list(RELEASES)) {
            return folders.sorted().toList();
        }
    }

    private static List<Path> databases() throws IOException {
        var databases = new ArrayList<Path>();
        for (var release : releases()) {
            try (var files = Files.list(release)) {
                files.filter(file -> file.toString().endsWith(DATABASE))
                        .sorted()
                        .forEach(databases::add);
            }
        }
        return databases;
    }
}
