package dev.banksman.agent.examine;

import java.time.Duration;

/**
 * From when on something about a host is worth a word.
 *
 * @param warnFreeMib free disk space below which a person is warned
 * @param failFreeMib and below which commands may not be recorded any more
 * @param openFiles files that the agent must be able to have open at once
 * @param certificateLeft what a certificate must have left: it is renewed when a third of its life is left, so that less
 *     means that renewing it does not succeed
 */
record HostLimits(long warnFreeMib, long failFreeMib, long openFiles, Duration certificateLeft) {

    static final HostLimits DEFAULT = new HostLimits(1024, 256, 1024, Duration.ofDays(2));
}
