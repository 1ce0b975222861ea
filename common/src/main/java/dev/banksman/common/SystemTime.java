package dev.banksman.common;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The one place where the real clock, fresh ids, randomness and waiting come from.
 *
 * <p>Main classes take them here and hand them on as arguments ({@link InstantSource}, {@link LongSupplier},
 * {@link Supplier}, {@link SecureRandom}), so that tests and simulations can put their own in place. Nothing else in
 * the product reads the clock. All of it is safe for use by many threads.
 */
public final class SystemTime {

    private static final SecureRandom RANDOM = new SecureRandom();

    private SystemTime() {}

    /** The wall clock. It may jump; for lengths of time use {@link #ticker}. */
    public static InstantSource clock() {
        return InstantSource.system();
    }

    /** Nanoseconds that only grow, counted from an arbitrary moment of this process. */
    public static LongSupplier ticker() {
        return System::nanoTime;
    }

    /** Ids that no other process ever makes again: random UUIDs in their usual writing. */
    public static Supplier<String> ids() {
        return () -> UUID.randomUUID().toString();
    }

    /** Randomness good enough for keys and tokens. */
    public static SecureRandom random() {
        return RANDOM;
    }

    /** Lets the calling thread rest. For command lines that poll; servers wait on conditions instead. */
    public static void pause(Duration length) throws InterruptedException {
        Thread.sleep(length.toMillis());
    }
}
