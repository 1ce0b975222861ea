package dev.banksman.agent.examine;

/**
 * From when on something about a host is worth a word.
 *
 * @param warnFreeMib free disk space below which a person is warned
 * @param failFreeMib and below which commands may soon not be recorded any more
 * @param openFiles files that the agent must be able to have open at once
 * @param certificateParts a certificate is renewed when a third of its life is left; where less than one of so many parts
 *     is left, renewing it does not succeed
 */
record HostLimits(long warnFreeMib, long failFreeMib, long openFiles, int certificateParts) {

    static final HostLimits DEFAULT = new HostLimits(1024, 256, 1024, 4);
}
