package dev.banksman.controller.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banksman.controller.doctor.Finding.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host's clock against the controller's. */
final class ClockRuleTest {

    private static final Instant ASKED = Instant.parse("2026-03-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, PASS",
        "4999, PASS",
        "5000, WARN",
        "-5000, WARN",
        "59999, WARN",
        "60000, FAIL",
        "-60000, FAIL",
        "90000, FAIL"
    })
    void itsLimitsAreFiveSecondsAndAMinute(long aheadMillis, Verdict verdict) {
        assertThat(judge(aheadMillis, Duration.ZERO).verdict()).isEqualTo(verdict);
    }

    @Test
    void theWayThereAndBackIsTakenIntoAccount() {
        // Three seconds there and three back: a clock that is right shows three more than when it was asked.
        var found = judge(3_000, Duration.ofSeconds(6));

        assertThat(found)
                .returns(Verdict.PASS, Finding::verdict)
                .returns("0.00 s ahead, measured to within 3.00 s", Finding::observed);
        assertThat(judge(-72_000, Duration.ofMillis(20)).observed())
                .isEqualTo("72.01 s behind, measured to within 0.01 s");
    }

    @Test
    void whatCannotBeMeasuredIsNotFine() {
        assertThat(judge(5_000, Duration.ofSeconds(10)))
                .returns(Verdict.WARN, Finding::verdict)
                .returns("The host answers too slowly to measure it; ask again.", Finding::advice);
    }

    private static Finding judge(long aheadMillis, Duration roundTrip) {
        return ClockRule.judge("web-1", ASKED, roundTrip, ASKED.plusMillis(aheadMillis));
    }
}
