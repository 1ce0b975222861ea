package dev.banksman.controller.runbook.syntax;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Moments as people write them: date, time, and the offset from UTC, without which a time names no moment. */
public final class Times {
    public static final String EXPECTED = "a moment such as 2026-12-05T22:00+01:00";

    private Times() {}

    public static Optional<Instant> parse(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
