package dev.banksman.deploy.simulation;

import java.time.Duration;

/**
 * What goes wrong in a simulated installation, and how often. Probabilities are per check of each host or controller,
 * every ten seconds of virtual time, unless it says otherwise.
 *
 * @param delay longest time a message takes
 * @param twice per message: it is delivered a second time, right after the first
 * @param linkBreaks the connection is cut, and both ends notice
 * @param halfOpen the connection is cut, and nobody notices until it has been silent for too long
 * @param allLinksBreak every connection is cut at once, and both ends notice
 * @param partition how long a host stays cut off, at most
 * @param agentCrashes the agent is killed
 * @param agentCrashesAtWrite per piece of work of an agent: it is killed at one of the next operations on its disk
 * @param reboots the host loses power: what was not synced may be gone
 * @param processKills something else on the host kills a shim or a body
 * @param diskFull the host's disk is full for a while
 * @param clockJumps the host's wall clock is set
 * @param controllerCrashes the controller is killed
 * @param controllerCrashesAtSend per message of the controller to an agent: it is killed before it
 * @param controllerStopsAtSend per message of the controller to an agent: it is stopped before it
 * @param freezes the controller is stopped for a while, and goes on as if nothing had been
 * @param rivals while it is stopped: another controller takes over
 * @param journalFaults the journal cannot be written for a while
 * @param people a person decides something, sensible or not
 */
record Faults(
        Duration delay,
        double twice,
        double linkBreaks,
        double halfOpen,
        double allLinksBreak,
        Duration partition,
        double agentCrashes,
        double agentCrashesAtWrite,
        double reboots,
        double processKills,
        double diskFull,
        double clockJumps,
        double controllerCrashes,
        double controllerCrashesAtSend,
        double controllerStopsAtSend,
        double freezes,
        double rivals,
        double journalFaults,
        double people) {

    static final Faults NONE =
            new Faults(Duration.ofMillis(5), 0, 0, 0, 0, Duration.ZERO, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static final Faults WILD = new Faults(
            Duration.ofSeconds(2),
            0.02,
            0.02,
            0.01,
            0.01,
            Duration.ofMinutes(8),
            0.02,
            0.01,
            0.01,
            0.03,
            0.005,
            0.01,
            0.02,
            0.01,
            0.02,
            0.015,
            0.6,
            0.01,
            0.15);
}
