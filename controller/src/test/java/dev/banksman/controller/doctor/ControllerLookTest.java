package dev.banksman.controller.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.doctor.Finding.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controller looks at itself. */
final class ControllerLookTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path directory;

    private Duration authority = Duration.ofDays(3000);
    private Duration own = Duration.ofDays(60);
    private long openFiles = 65_536;

    @Test
    void certificatesHaveToLast() {
        assertThat(verdict("authority")).isEqualTo(Verdict.PASS);
        assertThat(verdict("certificate")).isEqualTo(Verdict.PASS);
        authority = Duration.ofDays(89);
        own = Duration.ofDays(13);
        assertThat(verdict("authority")).isEqualTo(Verdict.WARN);
        assertThat(verdict("certificate")).isEqualTo(Verdict.WARN);
        authority = Duration.ofDays(6);
        own = Duration.ofSeconds(-1);
        assertThat(verdict("authority")).isEqualTo(Verdict.FAIL);
        assertThat(verdict("certificate")).isEqualTo(Verdict.FAIL);
        assertThat(found("certificate").observed()).isEqualTo("it ended at 2026-02-28T23:59:59Z");
    }

    @Test
    void filesMustBeAllowedToBeOpen() {
        assertThat(verdict("open-files")).isEqualTo(Verdict.PASS);
        openFiles = 1024;
        assertThat(verdict("open-files")).isEqualTo(Verdict.WARN);
    }

    @Test
    void aDataDirectoryThatIsGoneIsAFailure() {
        assertThat(found("disk").observed()).endsWith("MiB free");
        directory = directory.resolve("absent");
        assertThat(verdict("disk")).isEqualTo(Verdict.FAIL);
    }

    private Verdict verdict(String subject) {
        return found(subject).verdict();
    }

    private Finding found(String subject) {
        return new ControllerLook(
                        directory,
                        () -> NOW.plus(authority),
                        () -> NOW.plus(own),
                        () -> NOW,
                        ZoneOffset.UTC,
                        () -> OptionalLong.of(openFiles))
                .look().stream()
                        .filter(finding -> finding.subject().equals(subject))
                        .findFirst()
                        .orElseThrow();
    }
}
