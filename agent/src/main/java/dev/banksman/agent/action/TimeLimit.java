package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Context;
import java.time.Duration;

/** Time that an action gives itself inside its attempt, counted on the monotonic clock. Used by one thread. */
final class TimeLimit {

    private final Context context;
    private final Duration length;
    private final long start;

    private TimeLimit(Context context, Duration length) {
        this.context = context;
        this.length = length;
        this.start = context.nanoTime();
    }

    static TimeLimit start(Context context, Duration length) {
        return new TimeLimit(context, length);
    }

    /** What is left, zero when it is over. */
    Duration left() {
        var left = length.minusNanos(context.nanoTime() - start);
        return left.isNegative() ? Duration.ZERO : left;
    }

    Duration passed() {
        return Duration.ofNanos(context.nanoTime() - start);
    }

    boolean over() {
        return left().isZero();
    }

    /** The shorter of what is left and the cap, and never nothing: for calls that must have some limit. */
    Duration leftAtMost(Duration cap) {
        var left = left();
        var shorter = left.compareTo(cap) < 0 ? left : cap;
        var least = Duration.ofMillis(100);
        return shorter.compareTo(least) < 0 ? least : shorter;
    }

    /** The field's value, or the default where it is not set. */
    static Duration read(boolean set, com.google.protobuf.Duration value, Duration otherwise, String field)
            throws InvalidActionException {
        if (!set) {
            return otherwise;
        }
        var duration = Duration.ofSeconds(value.getSeconds(), value.getNanos());
        if (duration.isNegative() || duration.compareTo(Duration.ofDays(30)) > 0) {
            throw new InvalidActionException(
                    field + ": expected a time between 0s and 30 days, found " + words(duration) + ".");
        }
        return duration;
    }

    /** As a runbook writes it: 250ms, 90s, 45m, 2h. */
    static String words(Duration duration) {
        if (duration.toMillis() % 1000 != 0 && duration.toSeconds() < 10) {
            return duration.toMillis() + "ms";
        }
        var seconds = duration.toSeconds();
        if (seconds != 0 && seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds >= 120 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
