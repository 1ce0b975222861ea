package dev.banksman.controller.journal;

import static dev.banksman.controller.journal.StoredParts.attempt;
import static dev.banksman.controller.journal.StoredParts.duration;
import static dev.banksman.controller.journal.StoredParts.result;
import static dev.banksman.controller.journal.StoredParts.target;
import static dev.banksman.controller.journal.StoredParts.task;
import static dev.banksman.controller.journal.StoredParts.time;
import static dev.banksman.controller.journal.StoredParts.timer;

import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.proto.journal.v1.AttemptDispatched;
import dev.banksman.proto.journal.v1.DecisionAsked;
import dev.banksman.proto.journal.v1.DecisionTaken;
import dev.banksman.proto.journal.v1.Event;
import dev.banksman.proto.journal.v1.RunPlanned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Message to event. {@link EventWriter} is the way there. */
final class EventReader {

    private EventReader() {}

    /** @throws JournalFault if the event is of a kind, or holds a value, that this version does not know */
    static RunEvent event(Event message) {
        var at = time(message.getAt());
        return switch (message.getKindCase()) {
            case RUN_PLANNED -> planned(message.getRunPlanned(), at);
            case TERM_TAKEN -> {
                var e = message.getTermTaken();
                yield new RunEvent.TermTaken(e.getTerm(), e.getOwner(), at);
            }
            case RUN_STARTED -> new RunEvent.RunStarted(message.getRunStarted().getBy(), at);
            case STAGE_OPENED ->
                new RunEvent.StageOpened(message.getStageOpened().getStage(), at);
            case STAGE_CLOSED ->
                new RunEvent.StageClosed(message.getStageClosed().getStage(), at);
            case HOST_ENTERED -> {
                var e = message.getHostEntered();
                yield new RunEvent.HostEntered(e.getStage(), e.getHost(), at);
            }
            case TASK_MOVED -> {
                var e = message.getTaskMoved();
                var to = StoredParts.TASK_STATE.toDomain(e.getTo(), e.getToValue());
                yield new RunEvent.TaskMoved(task(e.getTask()), to, e.getReason(), at);
            }
            case ATTEMPT_DISPATCHED -> dispatched(message.getAttemptDispatched(), at);
            case ATTEMPT_ACCEPTED ->
                new RunEvent.AttemptAccepted(
                        attempt(message.getAttemptAccepted().getAttempt()), at);
            case ATTEMPT_STARTED -> {
                var e = message.getAttemptStarted();
                yield new RunEvent.AttemptStarted(
                        attempt(e.getAttempt()), time(e.getStartedAt()), e.getPid(), e.getAdopted(), at);
            }
            case ATTEMPT_ENDED -> {
                var e = message.getAttemptEnded();
                yield new RunEvent.AttemptEnded(attempt(e.getAttempt()), result(e.getResult()), e.getLate(), at);
            }
            case ATTEMPT_REFUSED -> {
                var e = message.getAttemptRefused();
                yield new RunEvent.AttemptRefused(attempt(e.getAttempt()), e.getReason(), e.getMessage(), at);
            }
            case TASK_PASSED -> {
                var e = message.getTaskPassed();
                yield new RunEvent.TaskPassed(task(e.getTask()), e.getReason(), at);
            }
            case DECISION_ASKED -> asked(message.getDecisionAsked(), at);
            case DECISION_TAKEN -> taken(message.getDecisionTaken(), at);
            case OUTPUTS_KNOWN -> {
                var e = message.getOutputsKnown();
                yield new RunEvent.OutputsKnown(task(e.getTask()), e.getOutputsMap(), at);
            }
            case HOST_REACHED -> {
                var e = message.getHostReached();
                yield new RunEvent.HostReached(
                        e.getHost(), e.getBootId(), e.getHighestAttempt(), e.getJournalPosition(), at);
            }
            case HOST_UNREACHABLE -> {
                var e = message.getHostUnreachable();
                yield new RunEvent.HostUnreachable(e.getHost(), e.getReason(), at);
            }
            case HOST_EXCLUDED -> {
                var e = message.getHostExcluded();
                yield new RunEvent.HostExcluded(e.getHost(), e.getReason(), at);
            }
            case HOST_INCLUDED -> {
                var e = message.getHostIncluded();
                yield new RunEvent.HostIncluded(e.getHost(), e.getReason(), at);
            }
            case INTERLOCK_OVERRIDDEN -> {
                var e = message.getInterlockOverridden();
                yield new RunEvent.InterlockOverridden(
                        e.getInterlock(), e.getFirst(), e.getSecond(), e.getReason(), at);
            }
            case TIMER_SET -> {
                var e = message.getTimerSet();
                yield new RunEvent.TimerSet(timer(e.getTimer()), time(e.getDue()), at);
            }
            case TIMER_EXPIRED ->
                new RunEvent.TimerExpired(timer(message.getTimerExpired().getTimer()), at);
            case RUN_PAUSED -> new RunEvent.RunPaused(message.getRunPaused().getBy(), at);
            case RUN_RESUMED -> new RunEvent.RunResumed(message.getRunResumed().getBy(), at);
            case RUN_HELD -> new RunEvent.RunHeld(message.getRunHeld().getReason(), at);
            case BRAKE_APPLIED ->
                new RunEvent.BrakeApplied(
                        List.copyOf(message.getBrakeApplied().getHostsList()),
                        message.getBrakeApplied().getReason(),
                        at);
            case BRAKE_RELEASED ->
                new RunEvent.BrakeReleased(message.getBrakeReleased().getBy(), at);
            case RUN_RELEASED ->
                new RunEvent.RunReleased(message.getRunReleased().getBy(), at);
            case WENT_BACK -> {
                var e = message.getWentBack();
                yield new RunEvent.WentBack(e.getRestorePoint(), e.getGeneration(), e.getBy(), e.getReason(), at);
            }
            case PREREQUISITE_MET -> {
                var e = message.getPrerequisiteMet();
                yield new RunEvent.PrerequisiteMet(e.getPrerequisite(), e.getRun(), at);
            }
            case WINDOW_CLOSED ->
                new RunEvent.WindowClosed(message.getWindowClosed().getReason(), at);
            case WINDOW_EXTENDED ->
                new RunEvent.WindowExtended(message.getWindowExtended().getBy(), at);
            case WINDOW_AT_RISK -> {
                var e = message.getWindowAtRisk();
                yield new RunEvent.WindowAtRisk(StoredParts.time(e.getFinish()), e.getHolds(), e.getReason(), at);
            }
            case WINDOW_RISK_TAKEN ->
                new RunEvent.WindowRiskTaken(message.getWindowRiskTaken().getBy(), at);
            case WINDOW_IN_REACH ->
                new RunEvent.WindowInReach(
                        StoredParts.time(message.getWindowInReach().getFinish()), at);
            case RUN_ABORTING -> {
                var e = message.getRunAborting();
                yield new RunEvent.RunAborting(e.getBy(), e.getReason(), at);
            }
            case RUN_ENDED -> {
                var e = message.getRunEnded();
                yield new RunEvent.RunEnded(
                        StoredParts.RUN_PHASE.toDomain(e.getPhase(), e.getPhaseValue()), e.getReason(), at);
            }
            case KIND_NOT_SET -> throw noKind(message);
        };
    }

    /** A kind that only a newer version knows stands among the unknown fields; without one there is none at all. */
    private static JournalFault noKind(Event message) {
        var unknown = message.getUnknownFields().asMap().keySet();
        return unknown.isEmpty()
                ? new JournalFault("expected an event, found one of no kind")
                : JournalFault.newerVersion("an event of kind " + unknown);
    }

    private static RunEvent planned(RunPlanned e, Instant at) {
        return new RunEvent.RunPlanned(
                e.getRun(),
                e.getSemantics(),
                e.getPlanHash(),
                e.getRunbookFile(),
                e.getRunbookText(),
                e.getInventoryFile(),
                e.getInventoryText(),
                e.getParametersMap(),
                e.getBy(),
                at);
    }

    private static RunEvent dispatched(AttemptDispatched e, Instant at) {
        return new RunEvent.AttemptDispatched(
                attempt(e.getAttempt()),
                task(e.getTask()),
                StoredParts.PURPOSE.toDomain(e.getPurpose(), e.getPurposeValue()),
                e.hasRemedy() ? Optional.of(e.getRemedy()) : Optional.empty(),
                e.getAction(),
                duration(e.getTimeAllowed()),
                at);
    }

    private static RunEvent asked(DecisionAsked e, Instant at) {
        List<RunInput.DecisionKind> choices = new ArrayList<>(e.getChoicesCount());
        for (int i = 0; i < e.getChoicesCount(); i++) {
            choices.add(StoredParts.DECISION_KIND.toDomain(e.getChoices(i), e.getChoicesValue(i)));
        }
        return new RunEvent.DecisionAsked(
                task(e.getTask()),
                e.getWhy(),
                List.copyOf(e.getRemediesList()),
                e.hasInterlock() ? Optional.of(e.getInterlock()) : Optional.empty(),
                List.copyOf(choices),
                at);
    }

    private static RunEvent taken(DecisionTaken e, Instant at) {
        return new RunEvent.DecisionTaken(
                e.getId(),
                e.getBy(),
                StoredParts.DECISION_KIND.toDomain(e.getKind(), e.getKindValue()),
                target(e.getTarget()),
                e.getReason(),
                e.getEvidenceMap(),
                at);
    }
}
