package dev.banksman.controller.simulate;

import java.time.Duration;

/**
 * What goes wrong in a simulated fleet, and how often. Probabilities are per message or, where it says so, per check of
 * each host; a check comes every ten seconds of virtual time.
 *
 * @param delay longest time a message takes
 * @param twice a message is delivered a second time, right after the first
 * @param linkBreaks per check: the link breaks; all that is under way on it is lost
 * @param partition how long a broken link stays broken, at most
 * @param agentCrashes per check: the agent's process dies; commands go on
 * @param reboots per check: the host loses power; commands die with it
 * @param reimages per check: the host comes back with nothing of its agent's memory
 * @param controllerCrashes per check of the controller, and half as often between journal and effects
 * @param people per check: a person decides something, sensible or not
 */
public record Faults(
        Duration delay,
        double twice,
        double linkBreaks,
        Duration partition,
        double agentCrashes,
        double reboots,
        double reimages,
        double controllerCrashes,
        double people) {

    /** Everything works, at once. */
    public static final Faults NONE = new Faults(Duration.ZERO, 0, 0, Duration.ZERO, 0, 0, 0, 0, 0);

    /** Everything that can go wrong does so often. */
    public static final Faults WILD =
            new Faults(Duration.ofSeconds(3), 0.05, 0.03, Duration.ofMinutes(20), 0.02, 0.01, 0.002, 0.02, 0.15);
}
