package dev.banksman.controller.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How far a host's clock may be from the controller's. The answer's way back and forth is taken into account: the host's
 * clock is compared with the middle between question and answer, which is right to within half of the time between them.
 */
final class ClockRule {

    /** From here on logs of several hosts cannot be put in order any more. */
    static final Duration WARN = Duration.ofSeconds(5);
    /** From here on certificates and tickets may be refused as of tomorrow or of yesterday. */
    static final Duration FAIL = Duration.ofSeconds(60);

    private static final String ADVICE =
            "Set the host's clock by the same time server as the controller's (NTP, the domain's).";

    private ClockRule() {}

    /** @param asked when the question was sent, by the controller's clock */
    static Finding judge(String host, Instant asked, Duration roundTrip, Instant answered) {
        var expected = "less than " + WARN.toSeconds() + " s from the controller's clock";
        var half = roundTrip.dividedBy(2);
        var ahead = Duration.between(asked.plus(half), answered);
        var observed = seconds(ahead.abs()) + " s " + (ahead.isNegative() ? "behind" : "ahead")
                + ", measured to within " + seconds(half) + " s";
        if (ahead.abs().compareTo(FAIL) >= 0) {
            return Finding.fail(host, "clock", expected, observed, ADVICE);
        }
        if (half.compareTo(WARN) >= 0) {
            return Finding.warn(
                    host, "clock", expected, observed, "The host answers too slowly to measure it; ask again.");
        }
        return ahead.abs().compareTo(WARN) >= 0
                ? Finding.warn(host, "clock", expected, observed, ADVICE)
                : Finding.pass(host, "clock", expected, observed);
    }

    private static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.2f", length.toMillis() / 1000.0);
    }
}
