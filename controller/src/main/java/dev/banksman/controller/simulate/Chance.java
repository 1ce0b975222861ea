package dev.banksman.controller.simulate;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Chance from a seed: the same seed gives the same course for ever. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /** Evenly between nothing and this. */
    Duration upTo(Duration most) {
        return most.isZero() ? Duration.ZERO : Duration.ofMillis(random.nextLong(most.toMillis() + 1));
    }

    <T> T of(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    double fraction() {
        return random.nextDouble();
    }
}
