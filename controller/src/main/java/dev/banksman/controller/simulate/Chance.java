package dev.banksman.controller.simulate;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Chance from a seed: the same seed gives the same course for ever. */
public final class Chance {
    private final SplittableRandom random;

    public Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    public boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /** Evenly between nothing and this. */
    public Duration upTo(Duration most) {
        return most.isZero() ? Duration.ZERO : Duration.ofMillis(random.nextLong(most.toMillis() + 1));
    }

    public <T> T of(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    public double fraction() {
        return random.nextDouble();
    }
}
