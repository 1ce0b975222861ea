package dev.banksman.controller.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.common.SystemTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditLogTest {

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(SystemTime.clock().instant());

    private Path file() {
        return directory.resolve("audit/audit.jsonl");
    }

    private AuditLog open() throws Exception {
        return AuditLog.open(directory.resolve("audit"), clock);
    }

    private static void append(AuditLog log, int from, int until) throws Exception {
        for (int i = from; i < until; i++) {
            log.append(i % 2 == 0 ? "ann" : "bob", "Decide", Map.of("run", "run-" + i), "OK", "");
        }
    }

    @Test
    void theNewestComeFirstAndPagesNeitherMissNorRepeatOne() throws Exception {
        try (var log = open()) {
            append(log, 0, 2_500);

            var first = log.newest(0, 1_000, entry -> true);
            append(log, 2_500, 2_600);
            var second = log.newest(first.before(), 1_000, entry -> true);
            var third = log.newest(second.before(), 1_000, entry -> true);

            assertThat(first.entries())
                    .hasSize(1_000)
                    .first()
                    .extracting(AuditLog.Entry::number)
                    .isEqualTo(2_500L);
            assertThat(second.entries())
                    .hasSize(1_000)
                    .first()
                    .extracting(AuditLog.Entry::number)
                    .isEqualTo(1_500L);
            assertThat(third.entries())
                    .hasSize(500)
                    .last()
                    .extracting(AuditLog.Entry::number)
                    .isEqualTo(1L);
            assertThat(third.before()).isZero();
        }
    }

    @Test
    void findsTheCallsOfOneOperator() throws Exception {
        try (var log = open()) {
            append(log, 0, 10);

            assertThat(log.newest(0, 100, entry -> entry.by().equals("bob")).entries())
                    .hasSize(5)
                    .allMatch(entry -> entry.by().equals("bob"));
        }
    }

    @Test
    void isThereAgainAfterACrashWithoutThePartThatWasNeverPromised() throws Exception {
        try (var log = open()) {
            append(log, 0, 3);
        }
        Files.writeString(file(), "{\"number\":4,\"at\":", StandardOpenOption.APPEND);

        try (var log = open()) {
            append(log, 3, 4);
            var all = log.newest(0, 10, entry -> true).entries();
            assertThat(all).extracting(AuditLog.Entry::number).containsExactly(4L, 3L, 2L, 1L);
            assertThat(all.getFirst().request()).containsEntry("run", "run-3");
        }
    }

    @Test
    void aLineThatWasAlteredShows() throws Exception {
        try (var log = open()) {
            append(log, 0, 3);
        }
        var text = Files.readString(file());
        Files.write(file(), text.replace("run-1", "run-9").getBytes(StandardCharsets.UTF_8));

        try (var capture = new LogCapture();
                var log = open()) {
            assertThat(capture.lines()).anyMatch(line -> line.contains("line 2 is not as it was written"));
            assertThat(log.newest(0, 10, entry -> true).entries()).hasSize(3);
        }
    }

    @Test
    void nothingShowsInALogThatIsAsItWasWritten() throws Exception {
        try (var log = open()) {
            append(log, 0, 50);
        }
        try (var capture = new LogCapture();
                var log = open()) {
            assertThat(capture.lines()).noneMatch(line -> line.contains("not as it was written"));
            assertThat(log.problem()).isEmpty();
        }
    }
}
