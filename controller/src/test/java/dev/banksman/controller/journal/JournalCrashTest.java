package dev.banksman.controller.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after a kill -9, and after a disk that took no more; tried with real processes. */
@Timeout(120)
final class JournalCrashTest {

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        killAndLookAtWhatIsThere(3);
    }

    @Test
    @Tag("slow")
    @Timeout(600)
    void whatWasAcknowledgedSurvivesManyKills() throws Exception {
        killAndLookAtWhatIsThere(60);
    }

    private void killAndLookAtWhatIsThere(int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            var file = directory.resolve("journal-" + round + ".db");
            var process = start(List.of(), file);
            Map<String, Long> acknowledged;
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                acknowledged = read(lines, 200 + 150 * (round % 7) + round);
                // Not Process.destroyForcibly, which also closes the pipe with what was printed before.
                process.toHandle().destroyForcibly();
                acknowledged = merge(acknowledged, read(lines, Integer.MAX_VALUE));
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

            assertThat(acknowledged).hasSize(4);
            assertAllThere(file, acknowledged);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "limits the size of files with the shell's ulimit")
    void aDiskThatTakesNoMoreAcknowledgesNothingFalsely() throws Exception {
        var file = directory.resolve("journal.db");
        // 4,000 KiB a file: room for SQLite's own library, and for some appends; then every write fails.
        var process = start(List.of("/bin/sh", "-c", "trap '' XFSZ; ulimit -f 8000; exec \"$0\" \"$@\""), file);
        Map<String, Long> acknowledged;
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            acknowledged = read(lines, Integer.MAX_VALUE);
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(acknowledged).isNotEmpty();
        assertAllThere(file, acknowledged);
    }

    private static Process start(List<String> prefix, Path file) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AppendingProcess.class.getName(),
                file.toString(),
                "4"));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Highest acknowledged position per run, from at most so many lines. */
    private static Map<String, Long> read(BufferedReader lines, int limit) throws IOException {
        Map<String, Long> found = new HashMap<>();
        for (int i = 0; i < limit; i++) {
            var line = lines.readLine();
            if (line == null) {
                break;
            }
            // The last line of a killed process may be cut; its end is its line feed, which readLine does not show.
            var parts = line.split(" ");
            if (parts.length == 2 && parts[0].startsWith("run-")) {
                found.merge(parts[0], Long.valueOf(parts[1]), Math::max);
            }
        }
        return found;
    }

    private static Map<String, Long> merge(Map<String, Long> first, Map<String, Long> second) {
        Map<String, Long> all = new HashMap<>(first);
        second.forEach((run, position) -> all.merge(run, position, Math::max));
        return all;
    }

    private static void assertAllThere(Path file, Map<String, Long> acknowledged) {
        try (var journal = SqliteJournal.open(file, new SimpleMeterRegistry())) {
            acknowledged.forEach((run, position) -> {
                var events = journal.read(run, 0, Integer.MAX_VALUE);
                assertThat(events.size()).isGreaterThanOrEqualTo(Math.toIntExact(position));
                assertThat(events.getLast().bytes().toStringUtf8()).startsWith("event " + events.size());
            });
            long term = journal.acquireEpoch("after");
            assertThat(journal.append(JournalContract.opening("run-after", term, "a"))
                            .join()
                            .position())
                    .isEqualTo(1);
        }
    }
}
