package dev.banksman.controller.runbook;

import dev.banksman.proto.agent.v1.OutputRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A runbook as its author wrote it: parsed and valid by itself, not yet joined with an inventory. Immutable.
 *
 * <p>Texts may hold {@code ${...}} and conditions are CEL; both are checked for syntax and for known names here and
 * evaluated by the plan.
 */
public record Runbook(
        String name,
        String version,
        String title,
        String about,
        Map<String, Parameter> parameters,
        Map<String, Role> roles,
        List<Prerequisite> prerequisites,
        Optional<Window> window,
        List<Stage> stages,
        List<Interlock> interlocks,
        List<Remedy> remedies) {

    /**
     * Another run that must have succeeded before a run of this runbook starts.
     *
     * @param runbook whose run it is
     * @param sameVersion the other run's runbook must have this one's version
     * @param within how long ago it may have ended; empty for any time
     * @param parameters texts that the other run's parameters had, by name
     * @param outputs texts that steps of it gave, by "stage.step.output"
     * @param nothingSkipped no person skipped a step of it
     * @param nothingMarkedDone no person said of a step of it that it was done
     */
    public record Prerequisite(
            String name,
            String runbook,
            boolean sameVersion,
            Optional<Condition> when,
            Optional<Duration> within,
            Map<String, String> parameters,
            Map<String, String> outputs,
            boolean nothingSkipped,
            boolean nothingMarkedDone,
            String because,
            Optional<Source> source,
            Position at) {}

    /**
     * When stages that are {@code in-window} may begin, and when the run is held; texts over parameters.
     *
     * @param guarded the run is also held before work in the window that would overrun, by the forecast
     */
    public record Window(String opens, String closes, boolean guarded, Optional<Condition> when, Position at) {}

    /** A value that the operator gives when a plan is made. */
    public record Parameter(
            String name,
            ParameterType type,
            String help,
            Optional<String> defaultValue,
            List<String> choices,
            Optional<String> pattern,
            Optional<Source> source,
            Position at) {}

    public enum ParameterType {
        STRING,
        INTEGER,
        BOOLEAN,
        PATH,
        DURATION,
        CHOICE,
        /** Texts, written with commas or one to a line. */
        LIST,
        /** A moment with its offset from UTC, such as 2026-12-05T22:00+01:00. */
        TIME
    }

    /** A kind of machine. {@code atMost} is {@link Integer#MAX_VALUE} where the runbook says "1..". */
    public record Role(String name, String title, int atLeast, int atMost, Position at) {}

    /** Steps for the hosts of one role. */
    public record Stage(
            String name,
            String title,
            String role,
            List<Need> needs,
            Optional<Condition> when,
            Optional<Rolling> rolling,
            boolean inWindow,
            List<Step> steps,
            Position at) {}

    /** The stage that must be through before this one begins; with a condition, only where that holds. */
    public record Need(String stage, Optional<Condition> when, Position at) {}

    /** A CEL expression, as written. */
    public record Condition(String expression, Position at) {}

    /**
     * How many hosts are inside a stage at once.
     *
     * @param canary hosts that go first, alone; 0 for none
     * @param soak how long after the canaries are through before others begin, as written: a duration, or a text over parameters
     * @param batch hosts inside at once after that: a number ("2") or a share ("25%")
     * @param maxFailures no further host begins while more than this many have failed
     */
    public record Rolling(int canary, String soak, String batch, int maxFailures, Position at) {}

    /**
     * One action, check or gate. Exactly one of {@code action} and {@code gate} is present. Gates have no timeout (zero);
     * checks are always repeatable.
     *
     * @param rebootIfRequired whether the host is restarted when the step succeeds and says that a restart is required
     */
    public record Step(
            String name,
            String title,
            Optional<ActionTemplate> action,
            Optional<Gate> gate,
            boolean check,
            Severity severity,
            Optional<Condition> when,
            Duration timeout,
            Optional<Measured> timeoutFrom,
            boolean repeatable,
            Optional<Retry> retry,
            Optional<ActionTemplate> doneWhen,
            boolean rebootIfRequired,
            List<OutputRule> outputs,
            OnFailure onFailure,
            Undo undo,
            Optional<RestorePoint> restorePoint,
            boolean pointOfNoReturn,
            Optional<Source> source,
            Position at) {}

    /**
     * The time allowed follows from how long another step took in the same run: {@code times} as long, at least
     * {@code atLeast} and never more than the step's own timeout.
     */
    public record Measured(StepRef step, double times, Duration atLeast) {}

    /**
     * A state that a run can be taken back to, once its step is done.
     *
     * @param about which state it is, and what going back loses
     * @param restore what brings it about, on each host of the step; empty where a person does
     * @param timeout time allowed for the restore; empty for that of the step
     * @param byHand what the person does, before the decision to go back
     */
    public record RestorePoint(
            String name,
            String about,
            Optional<ActionTemplate> restore,
            Optional<String> byHand,
            Optional<Duration> timeout,
            Position at) {}

    /** What a failed check is in the verification matrix: {@code FAIL} stops, {@code WARN} is only shown. */
    public enum Severity {
        WARN,
        FAIL
    }

    public enum OnFailure {
        HOLD,
        FAIL,
        CONTINUE
    }

    /**
     * An action block as written: the name of the action ("exec") and its fields as a tree of maps, lists and texts (a
     * number or boolean too is the text that was written), checked against the action's message. The plan fills in {@code ${...}} and makes the message.
     */
    public record ActionTemplate(String action, Map<String, Object> fields, Position at) {}

    /** A step for a person. */
    public record Gate(
            String instructions,
            List<EvidenceField> evidence,
            List<String> deciders,
            boolean differsFromStarter,
            Optional<Duration> expectedDuration) {}

    /** Something the person must write down; becomes an output of the gate under its name. */
    public record EvidenceField(
            String name,
            ParameterType type,
            String help,
            boolean required,
            Optional<String> defaultValue,
            List<String> choices,
            Optional<String> pattern) {}

    /** Tries after the first, for repeatable steps: waits grow by doubling from {@code backoff} to {@code maxBackoff}. */
    public record Retry(int attempts, Duration backoff, Duration maxBackoff, double jitter) {}

    /** What takes a step back: an action, or none with a reason, or not said. */
    public sealed interface Undo {
        record By(ActionTemplate action) implements Undo {}

        record None(String reason) implements Undo {}

        record Unsaid() implements Undo {}
    }

    /** Where the step comes from in the vendor's document, with the IDs of the facts it carries. */
    public record Source(String section, List<String> facts, Position at) {}

    /** A stage ("session-hosts") or a step of one ("session-hosts.upgrade-web-components"). */
    public record StepRef(String stage, Optional<String> step, Position at) {
        @Override
        public String toString() {
            return step.map(s -> stage + "." + s).orElse(stage);
        }
    }

    /** An order that must hold whatever the stages say; with a condition over parameters, only where that holds. */
    public record Interlock(
            String name,
            StepRef before,
            StepRef require,
            String because,
            Optional<Condition> when,
            Optional<Source> source,
            Position at) {}

    /**
     * A known failure and what may mend it.
     *
     * @param step steps it applies to, "stage.step", with {@code *} for any part
     * @param exitCode exit code it shows, if it matters
     * @param output regular expression over message, observation and tail of the output, if it matters
     * @param tryAction what to run, on the failing host or on the only host of {@code onRole}
     */
    public record Remedy(
            String name,
            String title,
            String step,
            Optional<Integer> exitCode,
            Optional<String> output,
            String explain,
            Optional<ActionTemplate> tryAction,
            Optional<String> onRole,
            Duration timeout,
            Optional<Source> source,
            Position at) {}
}
