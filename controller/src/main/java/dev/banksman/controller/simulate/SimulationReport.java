package dev.banksman.controller.simulate;

import dev.banksman.controller.run.RunPhase;
import java.time.Duration;
import java.util.List;

/**
 * How a simulated run went.
 *
 * @param took virtual time from its start to its end
 * @param transcript SHA-256, in hex, of every event in order: the same seed gives the same
 * @param waitedFor tasks that awaited a decision when the faults were over and all had come to rest
 */
public record SimulationReport(
        long seed,
        RunPhase phase,
        int events,
        int controllerCrashes,
        Duration took,
        String transcript,
        List<String> waitedFor) {

    @Override
    public String toString() {
        return "seed " + seed + ": " + phase + " after " + events + " events, " + controllerCrashes
                + " controller crashes, " + took + " of virtual time, transcript " + transcript.substring(0, 16);
    }
}
