package dev.banksman.controller.engine;

import java.time.Duration;

/**
 * The engine's limits.
 *
 * @param mailboxLimit inputs that may wait for one run; a further one is turned away, its sender comes again
 * @param batchLimit inputs of one run that are decided and appended together
 * @param outputLimitBytes bytes of output kept of head and of tail, per stream of an attempt
 * @param retryAfter how long a run rests after the journal could not be written
 * @param endedViews runs that are over and whose state is kept in memory for readers
 */
public record EngineSettings(
        int mailboxLimit, int batchLimit, long outputLimitBytes, Duration retryAfter, int endedViews) {

    public static final EngineSettings DEFAULTS =
            new EngineSettings(100_000, 256, 16L * 1024 * 1024, Duration.ofSeconds(2), 16);
}
