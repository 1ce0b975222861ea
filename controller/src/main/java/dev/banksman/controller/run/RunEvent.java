package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import dev.banksman.proto.agent.v1.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happened in a run. The state of a run is the fold of these and of nothing else; they are stored before anything
 * is done because of them, and what is stored must be readable for ever.
 */
public sealed interface RunEvent {

    Instant at();

    /**
     * First event of each run. Holds what the plan was made from, so that the plan can be made again.
     *
     * @param semantics version of the core's rules under which this run is folded
     */
    record RunPlanned(
            String run,
            int semantics,
            String planHash,
            String runbookFile,
            String runbookText,
            String inventoryFile,
            String inventoryText,
            Map<String, String> parameters,
            String by,
            Instant at)
            implements RunEvent {}

    /** A controller took the run; events after this one are its own. */
    record TermTaken(long term, String owner, Instant at) implements RunEvent {}

    record RunStarted(String by, Instant at) implements RunEvent {}

    /** A stage's needs are met; its hosts may enter as its strategy allows. */
    record StageOpened(String stage, Instant at) implements RunEvent {}

    /** All hosts of the stage are through or out. */
    record StageClosed(String stage, Instant at) implements RunEvent {}

    /** A host entered a stage; its steps follow one another. */
    record HostEntered(String stage, String host, Instant at) implements RunEvent {}

    /** A task changed its state for a reason that a person can read. Moves that other events imply are not repeated. */
    record TaskMoved(TaskKey task, TaskState to, String reason, Instant at) implements RunEvent {}

    /** An attempt exists from here on, with all that is sent. */
    record AttemptDispatched(
            AttemptKey attempt,
            TaskKey task,
            Purpose purpose,
            Optional<String> remedy,
            Action action,
            Duration timeAllowed,
            Instant at)
            implements RunEvent {}

    /** The agent has recorded the attempt: from here on its silence is no proof that nothing was started. */
    record AttemptAccepted(AttemptKey attempt, Instant at) implements RunEvent {}

    record AttemptStarted(AttemptKey attempt, Instant startedAt, long pid, boolean adopted, Instant at)
            implements RunEvent {}

    /** {@code late}: it came after the attempt had been given up as unknown. */
    record AttemptEnded(AttemptKey attempt, AttemptResult result, boolean late, Instant at) implements RunEvent {}

    record AttemptRefused(AttemptKey attempt, String reason, String message, Instant at) implements RunEvent {}

    /** The step's {@code on-failure: continue}: the task stays failed and its host goes on to the next step. */
    record TaskPassed(TaskKey task, String reason, Instant at) implements RunEvent {}

    /**
     * The task waits for a person. What is known of the failure, and which remedies match.
     *
     * @param interlock the one that keeps the task from starting, when that is why a person is asked
     */
    record DecisionAsked(
            TaskKey task,
            String why,
            List<String> remedies,
            Optional<String> interlock,
            List<DecisionKind> choices,
            Instant at)
            implements RunEvent {}

    /** A person decided. */
    record DecisionTaken(
            String id,
            String by,
            DecisionKind kind,
            Target target,
            String reason,
            Map<String, String> evidence,
            Instant at)
            implements RunEvent {}

    /** Values for later steps: what a gate's evidence, an action or an output rule gave. */
    record OutputsKnown(TaskKey task, Map<String, String> outputs, Instant at) implements RunEvent {}

    /**
     * An agent said hello.
     *
     * @param highestAttempt the highest number it has seen for this run; numbers up to it are never given again
     * @param journalPosition the highest position of this run's journal it has seen
     */
    record HostReached(String host, String bootId, long highestAttempt, long journalPosition, Instant at)
            implements RunEvent {}

    record HostUnreachable(String host, String reason, Instant at) implements RunEvent {}

    record HostExcluded(String host, String reason, Instant at) implements RunEvent {}

    record HostIncluded(String host, String reason, Instant at) implements RunEvent {}

    record InterlockOverridden(String interlock, String first, String second, String reason, Instant at)
            implements RunEvent {}

    record TimerSet(TimerKey timer, Instant due, Instant at) implements RunEvent {}

    record TimerExpired(TimerKey timer, Instant at) implements RunEvent {}

    record RunPaused(String by, Instant at) implements RunEvent {}

    record RunResumed(String by, Instant at) implements RunEvent {}

    /** The whole run is held: nothing new starts until a person lets it go on. */
    record RunHeld(String reason, Instant at) implements RunEvent {}

    record RunReleased(String by, Instant at) implements RunEvent {}

    /**
     * Many hosts vanished at once: nothing new starts until they are back, or a person lets the run go on without them.
     */
    record BrakeApplied(List<String> hosts, String reason, Instant at) implements RunEvent {}

    /** @param by the person; empty when the hosts are back or out of the run */
    record BrakeReleased(String by, Instant at) implements RunEvent {}

    /**
     * The run is taken back to a restore point: every task after it waits again.
     *
     * @param generation of the tasks after it, from here on; counts up from 2
     */
    record WentBack(String restorePoint, int generation, String by, String reason, Instant at) implements RunEvent {}

    /** Which other run met a prerequisite of this one. */
    record PrerequisiteMet(String prerequisite, String other, Instant at) implements RunEvent {}

    /** The maintenance window is over: the run is held, once, until a person lets it go on. */
    record WindowClosed(String reason, Instant at) implements RunEvent {}

    /** A person lets the run go on beyond its maintenance window. */
    record WindowExtended(String by, Instant at) implements RunEvent {}

    /**
     * By the forecast the work in the maintenance window would pass its end: a warning, and a hold where {@code holds}.
     *
     * @param finish by when nine of ten rehearsals were through
     */
    record WindowAtRisk(Instant finish, boolean holds, String reason, Instant at) implements RunEvent {}

    /** A person lets the run go on all the same; it is not held for that again. */
    record WindowRiskTaken(String by, Instant at) implements RunEvent {}

    /** By the forecast the work in the maintenance window is through in time after all. */
    record WindowInReach(Instant finish, Instant at) implements RunEvent {}

    record RunAborting(String by, String reason, Instant at) implements RunEvent {}

    record RunEnded(RunPhase phase, String reason, Instant at) implements RunEvent {}
}
