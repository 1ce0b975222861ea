package dev.banksman.controller.plan;

import dev.banksman.controller.runbook.Runbook;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.OutputRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A runbook joined with an inventory and parameters: what will happen, where, in which order. Immutable; what is
 * approved is what runs, so it has a hash.
 *
 * <p>Steps are held once per stage and hosts once per stage, not once per pair: a plan for 10,000 hosts and 50 steps is
 * 10,000 + 50 records. What differs per host is computed when it is asked for ({@link PlanExpander}).
 *
 * @param parameters all of the runbook's, as text, defaults filled in
 * @param hosts those on which something is done, in the inventory's order
 * @param roles each role of the runbook with the hosts that have it, in the inventory's order; also hosts on which
 *     nothing is done
 * @param stages in an order in which each follows what it needs
 * @param leftOut stages of the runbook that are not part of this plan, each with the reason
 * @param changing false when the plan consists of checks alone
 * @param hash "sha256:" and hex, over {@link PlanTree}
 */
public record Plan(
        String runbook,
        String runbookVersion,
        String title,
        Map<String, String> parameters,
        Map<String, PlannedHost> hosts,
        Map<String, List<String>> roles,
        List<PlannedPrerequisite> prerequisites,
        Optional<PlannedWindow> window,
        List<PlannedStage> stages,
        Map<String, String> leftOut,
        List<PlannedInterlock> interlocks,
        List<PlannedRemedy> remedies,
        boolean changing,
        PlanSources sources,
        String hash) {

    /** The documents the plan was made from, byte for byte; the journal keeps them, so that a run outlives its files. */
    public record PlanSources(String runbookFile, String runbookText, String inventoryFile, String inventoryText) {}

    /**
     * A run that must have succeeded before.
     *
     * @param version the version its runbook must have; empty for any
     * @param nothingSkipped no person skipped a step of it
     * @param nothingMarkedDone no person said of a step of it that it was done
     */
    public record PlannedPrerequisite(
            String name,
            String runbook,
            Optional<String> version,
            Optional<Duration> within,
            Map<String, String> parameters,
            Map<String, String> outputs,
            boolean nothingSkipped,
            boolean nothingMarkedDone,
            String because) {}

    /**
     * {@code closes} is after {@code opens}.
     *
     * @param guarded the run is held before work in the window that would overrun, by the forecast
     */
    public record PlannedWindow(Instant opens, Instant closes, boolean guarded) {
        /** One in which the forecast only warns. */
        public PlannedWindow(Instant opens, Instant closes) {
            this(opens, closes, false);
        }
    }

    public record PlannedHost(String name, List<String> roles, Map<String, String> variables) {}

    /**
     * @param hosts in the order in which they enter; canaries first
     * @param needs indices of stages that must be through
     * @param limit with rolling: resolved counts; without: all hosts at once
     */
    public record PlannedStage(
            int index,
            String name,
            String title,
            String role,
            String roleTitle,
            List<String> hosts,
            List<Integer> needs,
            RollingLimit limit,
            boolean inWindow,
            List<PlannedStep> steps) {}

    /** {@code batch} is a number of hosts, at least 1; {@code maxFailures} is {@link Integer#MAX_VALUE} for no limit. */
    public record RollingLimit(int canary, Duration soak, int batch, int maxFailures) {}

    /**
     * @param condition present only where it needs outputs of other steps; what parameters and host variables decide is
     *     decided already, and {@code leftOut} names the hosts on which the step does not apply
     */
    public record PlannedStep(
            int index,
            String name,
            String title,
            Optional<Runbook.ActionTemplate> action,
            Optional<Runbook.Gate> gate,
            boolean check,
            Runbook.Severity severity,
            Optional<Runbook.Condition> condition,
            Set<String> leftOut,
            Duration timeout,
            Optional<Runbook.Measured> timeoutFrom,
            boolean repeatable,
            Optional<Runbook.Retry> retry,
            Optional<Runbook.ActionTemplate> doneWhen,
            boolean rebootIfRequired,
            List<OutputRule> outputs,
            Runbook.OnFailure onFailure,
            Runbook.Undo undo,
            Optional<Runbook.RestorePoint> restorePoint,
            boolean pointOfNoReturn,
            Optional<Runbook.Source> source) {}

    /** Before any task of {@code beforeStep} (all steps when empty) in {@code beforeStage}, all of the other must be done. */
    public record PlannedInterlock(
            String name,
            int beforeStage,
            Optional<Integer> beforeStep,
            int requireStage,
            Optional<Integer> requireStep,
            String because) {}

    public record PlannedRemedy(
            String name,
            String title,
            String step,
            Optional<Integer> exitCode,
            Optional<String> output,
            String explain,
            Optional<Runbook.ActionTemplate> tryAction,
            Optional<String> onRole,
            Duration timeout) {}

    /** Which of a task's actions an attempt runs. */
    public enum Purpose {
        EXECUTE,
        PROBE,
        UNDO,
        REMEDY,
        /** The restart that an EXECUTE said was required; no template: the core makes its message. */
        REBOOT,
        /** Brings about the state of the step's restore point again. */
        RESTORE
    }

    /** Values of outputs known so far: "stage.step" and host to name and value. */
    @FunctionalInterface
    public interface Outputs {
        Optional<String> value(String stage, String step, String host, String output);
    }

    /** Either the message to send, or the sentence that says why it cannot be made (an output that is missing). */
    public sealed interface Resolved {
        record Ready(Action action) implements Resolved {}

        record Impossible(String reason) implements Resolved {}
    }
}
