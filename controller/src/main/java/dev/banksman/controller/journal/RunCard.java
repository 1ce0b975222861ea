package dev.banksman.controller.journal;

import java.time.Instant;
import java.util.List;

/**
 * What the index of runs knows of a run from its first event on; it never changes.
 *
 * @param runbook name of the runbook
 * @param changing false for a run that only checks
 * @param hosts all hosts the run can touch, in the plan's order
 */
public record RunCard(
        String runbook,
        String title,
        String planHash,
        boolean changing,
        List<String> hosts,
        String by,
        Instant planned) {}
