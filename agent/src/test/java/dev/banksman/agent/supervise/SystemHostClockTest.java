package dev.banksman.agent.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SystemHostClockTest {

    private static final Instant NIGHT = Instant.parse("2026-03-01T03:00:00Z");

    /** What the controller knows a start by must be what the host says of itself, whichever agent process asks. */
    @Test
    void theBootIdIsThatOfTheHostWhereNoKernelCountsItsUptime() {
        var first = new SystemHostClock(() -> NIGHT, () -> 5, "windows-start-7", Path.of("/no/uptime"));
        var second = new SystemHostClock(() -> NIGHT, () -> 9, "windows-start-7", Path.of("/no/uptime"));

        assertThat(first.bootId()).isEqualTo("windows-start-7").isEqualTo(second.bootId());
        assertThat(first.now().bootId())
                .as("lengths of time are not taken from clocks of two processes")
                .isNotEqualTo(second.now().bootId());
    }

    @Test
    void aRestartThatLeftTheBootIdAsItWasIsToldByTheUptime() {
        var before = new Moment(NIGHT, "fixed", Duration.ofHours(5));
        var after = new Moment(NIGHT.plusSeconds(600), "fixed", Duration.ofMinutes(2));

        assertThat(after.since(before)).isEqualTo(Duration.ofMinutes(10));
        assertThat(new Moment(NIGHT, "fixed", Duration.ofHours(6)).since(before))
                .isEqualTo(Duration.ofHours(1));
    }
}
