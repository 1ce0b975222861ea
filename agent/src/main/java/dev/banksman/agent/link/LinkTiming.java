package dev.banksman.agent.link;

import java.time.Duration;

/**
 * How patient the link is.
 *
 * @param firstPause pause after the first failure; it doubles from one to the next, and half of it is left to chance
 * @param longestPause where the doubling ends
 * @param welcomeWithin how long the controller may take to answer a hello
 * @param probeAfter silence after which the connection is probed
 * @param probeWithin how long the answer to a probe may take before the connection counts as lost
 */
public record LinkTiming(
        Duration firstPause, Duration longestPause, Duration welcomeWithin, Duration probeAfter, Duration probeWithin) {

    public static final LinkTiming DEFAULT = new LinkTiming(
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            Duration.ofSeconds(15));
}
