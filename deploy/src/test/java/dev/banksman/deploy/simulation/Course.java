package dev.banksman.deploy.simulation;

import dev.banksman.controller.run.RunPhase;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a simulation went.
 *
 * @param breach what did not hold, if anything
 * @param phase how the run ended
 * @param digest of the whole transcript: the same seed gives the same one
 * @param transcript line by line, if it was kept
 * @param runbook what was played
 */
record Course(
        long seed,
        Optional<String> breach,
        Optional<RunPhase> phase,
        Counts counts,
        String digest,
        List<String> transcript,
        String runbook) {

    /**
     * What was counted.
     *
     * @param kills of agents and controllers, not counting those at a write or a message
     * @param wentBack how often a run was taken back to a restore point
     * @param unknown how unknown outcomes ended, with how often
     */
    record Counts(
            int events,
            int bodies,
            int controllers,
            int kills,
            int powerLosses,
            int doubleStarts,
            int lostResults,
            int wentBack,
            Map<String, Long> unknown) {}
}
