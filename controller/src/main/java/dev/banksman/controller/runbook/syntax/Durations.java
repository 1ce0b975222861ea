package dev.banksman.controller.runbook.syntax;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as people write them: 500ms, 90s, 45m, 2h, 1d, 1h30m. At most 365 days. */
public final class Durations {
    public static final String EXPECTED = "a duration such as 90s, 45m, 2h";
    public static final String PATTERN = "^([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,8}s)?([0-9]{1,9}ms)?$";

    private static final Pattern WRITTEN = Pattern.compile(PATTERN);
    private static final Duration LONGEST = Duration.ofDays(365);

    private Durations() {}

    public static Optional<Duration> parse(String text) {
        var written = WRITTEN.matcher(text);
        if (text.isEmpty() || !written.matches()) {
            return Optional.empty();
        }
        var duration = Duration.ofDays(number(written.group(1), 1))
                .plusHours(number(written.group(2), 1))
                .plusMinutes(number(written.group(3), 1))
                .plusSeconds(number(written.group(4), 1))
                .plusMillis(number(written.group(5), 2));
        return duration.compareTo(LONGEST) > 0 ? Optional.empty() : Optional.of(duration);
    }

    /** The shortest way to write it, such as 1h30m. */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        return part(duration.toDaysPart(), "d")
                + part(duration.toHoursPart(), "h")
                + part(duration.toMinutesPart(), "m")
                + part(duration.toSecondsPart(), "s")
                + part(duration.toMillisPart(), "ms");
    }

    private static String part(long number, String unit) {
        return number == 0 ? "" : number + unit;
    }

    private static long number(String group, int unit) {
        return group == null ? 0 : Long.parseLong(group.substring(0, group.length() - unit));
    }
}
