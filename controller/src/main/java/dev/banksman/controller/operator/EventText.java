package dev.banksman.controller.operator;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.RunEvent;
import java.util.Locale;
import java.util.Optional;

/** An event as one line for people, and the task it is about. Pure. */
final class EventText {

    /** What an attempt was for: events after its dispatch name the attempt only. */
    record Tried(TaskKey task, Purpose purpose) {}

    private EventText() {}

    /** {@code tried} is what is known of the event's attempt, where it is about one. */
    static String of(RunEvent event, Optional<Tried> tried) {
        return switch (event) {
            case RunEvent.RunPlanned e -> "planned by " + e.by() + ", plan " + e.planHash();
            case RunEvent.TermTaken e -> "taken over by " + e.owner() + ", term " + e.term();
            case RunEvent.RunStarted e -> "started by " + e.by();
            case RunEvent.StageOpened e -> "stage " + e.stage() + " begins";
            case RunEvent.StageClosed e -> "stage " + e.stage() + " is through";
            case RunEvent.HostEntered e -> e.host() + " enters " + e.stage();
            case RunEvent.TaskMoved e -> e.task() + " " + e.to() + tail(e.reason());
            case RunEvent.AttemptDispatched e ->
                words(Optional.of(new Tried(e.task(), e.purpose())), e.attempt()) + " dispatched";
            case RunEvent.AttemptAccepted e -> words(tried, e.attempt()) + " recorded by its host";
            case RunEvent.AttemptStarted e -> words(tried, e.attempt()) + (e.adopted() ? " found again" : " runs");
            case RunEvent.AttemptEnded e ->
                words(tried, e.attempt()) + (e.late() ? " ended, reported late, " : " ") + result(e.result());
            case RunEvent.AttemptRefused e -> words(tried, e.attempt()) + " refused by its host" + tail(e.message());
            case RunEvent.TaskPassed e -> e.task() + " stays failed, its host goes on" + tail(e.reason());
            case RunEvent.DecisionAsked e -> e.task() + " waits for a person" + tail(e.why());
            case RunEvent.DecisionTaken e ->
                e.by() + " decided " + lower(e.kind().name()) + target(e) + tail(e.reason());
            case RunEvent.OutputsKnown e ->
                e.task() + " gave " + String.join(", ", e.outputs().keySet());
            case RunEvent.HostReached e -> e.host() + " is reached";
            case RunEvent.HostUnreachable e -> e.host() + " is unreachable" + tail(e.reason());
            case RunEvent.HostExcluded e -> e.host() + " is excluded" + tail(e.reason());
            case RunEvent.HostIncluded e -> e.host() + " is included again" + tail(e.reason());
            case RunEvent.InterlockOverridden e ->
                "interlock " + e.interlock() + " overridden by " + e.first() + " and " + e.second() + tail(e.reason());
            case RunEvent.TimerSet e -> "waits until " + e.due();
            case RunEvent.TimerExpired e -> "waited long enough";
            case RunEvent.RunPaused e -> "paused by " + e.by();
            case RunEvent.RunResumed e -> "resumed by " + e.by();
            case RunEvent.RunHeld e -> "held: " + e.reason();
            case RunEvent.RunReleased e -> "let go on by " + e.by();
            case RunEvent.BrakeApplied e -> "held: " + e.reason();
            case RunEvent.BrakeReleased e ->
                e.by().isEmpty() ? "goes on: the hosts that had vanished are back" : "let go on by " + e.by();
            case RunEvent.WentBack e ->
                "taken back to restore point " + e.restorePoint() + " by " + e.by() + tail(e.reason());
            case RunEvent.PrerequisiteMet e -> "prerequisite " + e.prerequisite() + " is met by run " + e.other();
            case RunEvent.WindowClosed e -> "held: " + e.reason();
            case RunEvent.WindowExtended e -> "let go on beyond the maintenance window by " + e.by();
            case RunEvent.WindowAtRisk e -> (e.holds() ? "held: " : "at risk: ") + e.reason();
            case RunEvent.WindowRiskTaken e -> "let go on though its maintenance window is at risk, by " + e.by();
            case RunEvent.WindowInReach e ->
                "in time again: by the forecast the work in the maintenance window is through by " + e.finish();
            case RunEvent.RunAborting e -> "aborted by " + e.by() + tail(e.reason());
            case RunEvent.RunEnded e -> "run " + e.phase() + tail(e.reason());
        };
    }

    /** The task that the event names, whose state it may have changed. */
    static Optional<TaskKey> task(RunEvent event) {
        return subject(event) instanceof TaskKey key ? Optional.of(key) : Optional.empty();
    }

    /** The attempt that the event names, where it names no task. */
    static Optional<AttemptKey> attempt(RunEvent event) {
        return subject(event) instanceof AttemptKey key ? Optional.of(key) : Optional.empty();
    }

    private static Record subject(RunEvent event) {
        return switch (event) {
            case RunEvent.TaskMoved e -> e.task();
            case RunEvent.TaskPassed e -> e.task();
            case RunEvent.AttemptDispatched e -> e.task();
            case RunEvent.DecisionAsked e -> e.task();
            case RunEvent.OutputsKnown e -> e.task();
            case RunEvent.AttemptAccepted e -> e.attempt();
            case RunEvent.AttemptStarted e -> e.attempt();
            case RunEvent.AttemptEnded e -> e.attempt();
            case RunEvent.AttemptRefused e -> e.attempt();
            case RunEvent.RunPlanned e -> e;
            case RunEvent.TermTaken e -> e;
            case RunEvent.RunStarted e -> e;
            case RunEvent.StageOpened e -> e;
            case RunEvent.StageClosed e -> e;
            case RunEvent.HostEntered e -> e;
            case RunEvent.DecisionTaken e -> e;
            case RunEvent.HostReached e -> e;
            case RunEvent.HostUnreachable e -> e;
            case RunEvent.HostExcluded e -> e;
            case RunEvent.HostIncluded e -> e;
            case RunEvent.InterlockOverridden e -> e;
            case RunEvent.TimerSet e -> e;
            case RunEvent.TimerExpired e -> e;
            case RunEvent.RunPaused e -> e;
            case RunEvent.RunResumed e -> e;
            case RunEvent.RunHeld e -> e;
            case RunEvent.RunReleased e -> e;
            case RunEvent.BrakeApplied e -> e;
            case RunEvent.BrakeReleased e -> e;
            case RunEvent.WentBack e -> e;
            case RunEvent.PrerequisiteMet e -> e;
            case RunEvent.WindowClosed e -> e;
            case RunEvent.WindowExtended e -> e;
            case RunEvent.WindowAtRisk e -> e;
            case RunEvent.WindowRiskTaken e -> e;
            case RunEvent.WindowInReach e -> e;
            case RunEvent.RunAborting e -> e;
            case RunEvent.RunEnded e -> e;
        };
    }

    /** The task; what was tried there if not the step itself; and the attempt's number, under which its output is kept. */
    private static String words(Optional<Tried> tried, AttemptKey attempt) {
        return tried.map(t -> t.task()
                        + (t.purpose() == Purpose.EXECUTE
                                ? ""
                                : ", " + lower(t.purpose().name()))
                        + " (attempt " + attempt.number() + ")")
                .orElse("attempt " + attempt);
    }

    private static String result(AttemptResult result) {
        var seen = result.observation()
                .filter(o -> !o.expected().isEmpty())
                .map(o -> ": expected " + o.expected() + ", observed " + o.observed())
                .orElse("");
        return result.outcome() + (seen.isEmpty() ? tail(result.message()) : seen);
    }

    private static String target(RunEvent.DecisionTaken e) {
        var target = e.target();
        return target.stage()
                        .map(s -> " " + s + target.step().map(t -> "." + t).orElse(""))
                        .orElse("")
                + target.host().map(h -> "@" + h).orElse("");
    }

    private static String tail(String reason) {
        return reason.isBlank() ? "" : ": " + reason.strip();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
