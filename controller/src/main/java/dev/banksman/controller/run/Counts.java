package dev.banksman.controller.run;

import java.util.Arrays;

/** A few numbers that change one at a time. Immutable; a change copies, so keep it short (task states, steps). */
final class Counts {
    private final int[] numbers;

    private Counts(int[] numbers) {
        this.numbers = numbers;
    }

    static Counts zero(int length) {
        return new Counts(new int[length]);
    }

    int get(int at) {
        return numbers[at];
    }

    int length() {
        return numbers.length;
    }

    Counts add(int at, int by) {
        return by == 0 ? this : addRange(at, at + 1, by);
    }

    /** Adds to each number from {@code from} to before {@code to}. */
    Counts addRange(int from, int to, int by) {
        int[] copy = numbers.clone();
        for (int i = from; i < to; i++) {
            copy[i] += by;
            if (copy[i] < 0) {
                throw new IllegalStateException("a count fell below zero: " + Arrays.toString(copy));
            }
        }
        return new Counts(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Counts that && Arrays.equals(numbers, that.numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return Arrays.toString(numbers);
    }
}
