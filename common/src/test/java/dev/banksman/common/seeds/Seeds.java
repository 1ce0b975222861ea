package dev.banksman.common.seeds;

import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Tries a property with the random inputs of many seeds. The first that fails is named in the error, and
 * {@code -Dbanksman.tests.seed=N} tries that one alone.
 *
 * <p>The seeds are the same in every build, so that a failure belongs to the change that brought it.
 */
public final class Seeds {

    /** The system property that names the only seed to try. */
    public static final String ONLY = "banksman.tests.seed";

    /** What must hold for every seed. */
    @FunctionalInterface
    public interface Property {
        void holds(SplittableRandom random) throws Exception;
    }

    /** What must hold for every seed, for those who make their inputs from the seed itself. */
    @FunctionalInterface
    public interface SeedProperty {
        void holds(long seed) throws Exception;
    }

    private Seeds() {}

    /** Tries the property with the random numbers of the seeds 1 to {@code count}. */
    public static void each(int count, Property property) {
        each(1, count, seed -> property.holds(new SplittableRandom(seed)));
    }

    /** Tries the property with the seeds {@code first} to {@code last}. */
    public static void each(long first, long last, SeedProperty property) {
        var only = Long.getLong(ONLY);
        var seeds = only == null ? LongStream.rangeClosed(first, last) : LongStream.of(only);
        seeds.forEach(seed -> {
            try {
                property.holds(seed);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "fails with seed " + seed + ", again with -D" + ONLY + "=" + seed + ": " + e.getMessage(), e);
            }
        });
    }
}
