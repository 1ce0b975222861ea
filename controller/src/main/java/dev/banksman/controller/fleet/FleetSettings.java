package dev.banksman.controller.fleet;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How the agents' listener behaves.
 *
 * @param listen where it listens
 * @param heartbeatEvery how often each agent says that it is there
 * @param silenceLimit after what silence a link counts as lost; several heartbeats
 * @param handshakeLimit after what time a connection that has not shown its certificate is closed
 * @param flowWindowBytes what a sender may have under way on one stream; fixed, or a stalled stream grows by itself
 * @param messageBytes largest message taken in; a hello brings the ends of all attempts that nobody has heard of yet, and
 *     an end may carry 1 MiB of saved rows
 * @param waitingMessages messages for one agent that may wait for it to read; beyond it the link is given up
 */
public record FleetSettings(
        InetSocketAddress listen,
        Duration heartbeatEvery,
        Duration silenceLimit,
        Duration handshakeLimit,
        int flowWindowBytes,
        int messageBytes,
        int waitingMessages) {

    public FleetSettings {
        if (silenceLimit.compareTo(heartbeatEvery.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("Expected a silence limit of at least two heartbeats, found "
                    + silenceLimit + " with a heartbeat every " + heartbeatEvery + ".");
        }
    }

    /** What is good for most: a heartbeat every 10 s, lost after 35 s. */
    public static FleetSettings defaults(InetSocketAddress listen) {
        return new FleetSettings(
                listen,
                Duration.ofSeconds(10),
                Duration.ofSeconds(35),
                Duration.ofSeconds(10),
                512 * 1024,
                16 * 1024 * 1024,
                10_000);
    }

    /** These settings with another heartbeat and silence limit. */
    public FleetSettings with(Duration heartbeat, Duration silence) {
        return new FleetSettings(
                listen, heartbeat, silence, handshakeLimit, flowWindowBytes, messageBytes, waitingMessages);
    }
}
