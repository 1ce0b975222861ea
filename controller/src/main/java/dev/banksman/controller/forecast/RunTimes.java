package dev.banksman.controller.forecast;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How long the tasks of one run took.
 *
 * @param complete false for a run that had not ended when they were taken
 */
public record RunTimes(
        String run, String runbook, String version, Instant planned, boolean complete, List<TaskTime> tasks) {

    public RunTimes {
        tasks = List.copyOf(tasks);
    }

    /**
     * How long one task took, without the time it waited for a person; of a gate, that time.
     *
     * <p>A task that no person was asked about counts from its first attempt to its end: probes, automatic retries and
     * restarts belong to it. One that a person was asked about counts as the attempt that succeeded in the end took. A task
     * that a person marked done or skipped, that its probe found done, or that did not succeed, is not here.
     */
    public record TaskTime(String stage, String step, String role, String host, boolean gate, Duration took) {}
}
