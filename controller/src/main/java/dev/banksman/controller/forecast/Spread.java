package dev.banksman.controller.forecast;

import dev.banksman.controller.simulate.Chance;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Times that something has taken before, and where they were seen. Immutable; at least one time.
 *
 * <p>Quantiles are of what was seen, without a model behind: with one time they all are that time.
 */
public final class Spread {

    /** How near what was seen is to what is asked for; nearest first. */
    public enum Basis {
        /** The same step on the same host, in the same version of the runbook. */
        SAME_HOST,
        /** The same step on another host of its role, in the same version. */
        SAME_ROLE,
        /** The same step in another version, on whatever host. */
        OTHER_VERSION,
        /** Never seen: what the runbook says (of a gate), or the documented guess. */
        GUESS
    }

    private final long[] millis;
    private final Basis basis;

    private Spread(long[] millis, Basis basis) {
        this.millis = millis;
        this.basis = basis;
    }

    /** @throws IllegalArgumentException if there is none */
    public static Spread of(List<Duration> times, Basis basis) {
        if (times.isEmpty()) {
            throw new IllegalArgumentException("expected at least one time, found none");
        }
        long[] millis = times.stream().mapToLong(Duration::toMillis).sorted().toArray();
        return new Spread(millis, basis);
    }

    public Basis basis() {
        return basis;
    }

    /** How many times were seen. */
    public int size() {
        return millis.length;
    }

    /** The time below which this share of what was seen lies, between two of them in proportion. */
    public Duration quantile(double share) {
        double place = share * (millis.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, millis.length - 1);
        double between = place - below;
        return Duration.ofMillis(Math.round((double) millis[below] * (1 - between) + (double) millis[above] * between));
    }

    public Duration median() {
        return quantile(0.5);
    }

    /** One of the times that were seen, each as likely as the others. */
    Duration draw(Chance chance) {
        return Duration.ofMillis(
                millis.length == 1 ? millis[0] : millis[(int) (chance.fraction() * (double) millis.length)]);
    }

    /**
     * How much longer something takes that has taken {@code elapsed} already: drawn from the times that are longer. When
     * it has taken longer than ever seen, a tenth of what it has taken.
     */
    Duration drawRest(Duration elapsed, Chance chance) {
        long passed = elapsed.toMillis();
        int first = Arrays.binarySearch(millis, passed);
        int longer = first < 0 ? -first - 1 : first;
        while (longer < millis.length && millis[longer] <= passed) {
            longer++;
        }
        if (longer == millis.length) {
            return Duration.ofMillis(passed / 10);
        }
        int place = longer + (int) (chance.fraction() * (double) (millis.length - longer));
        return Duration.ofMillis(millis[place] - passed);
    }

    @Override
    public String toString() {
        return basis + " " + Arrays.toString(millis);
    }
}
