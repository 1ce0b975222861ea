package dev.banksman.agent.desk;

import java.time.Duration;

/**
 * Limits of the desk.
 *
 * @param resendEndedEvery how long an end may go without an acknowledgement before it is said again
 * @param keepAcknowledged how long an acknowledged command is kept for late questions; longer while the
 *     controller does not have all of its output
 * @param outputBytes head and tail kept of a stream when the dispatch does not say
 * @param chunkBytes size of a piece of output on the wire
 */
public record DeskLimits(Duration resendEndedEvery, Duration keepAcknowledged, long outputBytes, int chunkBytes) {

    public static final DeskLimits DEFAULT =
            new DeskLimits(Duration.ofSeconds(10), Duration.ofHours(24), 16L * 1024 * 1024, 32 * 1024);
}
