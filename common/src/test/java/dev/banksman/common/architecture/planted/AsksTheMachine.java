package dev.banksman.common.architecture.planted;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** One violation per kind; the method reference hides from a search of the text for a call. */
final class AsksTheMachine {

    private AsksTheMachine() {}

    static Supplier<Instant> wallClock() {
        return Instant::now;
    }

    static long runningTime() {
        return System.nanoTime();
    }

    static int chance() {
        return new Random().nextInt();
    }

    static UUID identifiers() {
        return UUID.randomUUID();
    }

    static void pauses() throws InterruptedException {
        Thread.sleep(1);
    }
}
