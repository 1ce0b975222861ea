package dev.banksman.controller.journal;

import static dev.banksman.controller.journal.StoredParts.attempt;
import static dev.banksman.controller.journal.StoredParts.duration;
import static dev.banksman.controller.journal.StoredParts.result;
import static dev.banksman.controller.journal.StoredParts.target;
import static dev.banksman.controller.journal.StoredParts.task;
import static dev.banksman.controller.journal.StoredParts.time;
import static dev.banksman.controller.journal.StoredParts.timer;

import dev.banksman.controller.run.RunEvent;
import dev.banksman.proto.journal.v1.AttemptAccepted;
import dev.banksman.proto.journal.v1.AttemptDispatched;
import dev.banksman.proto.journal.v1.AttemptEnded;
import dev.banksman.proto.journal.v1.AttemptRefused;
import dev.banksman.proto.journal.v1.AttemptStarted;
import dev.banksman.proto.journal.v1.BrakeApplied;
import dev.banksman.proto.journal.v1.BrakeReleased;
import dev.banksman.proto.journal.v1.DecisionAsked;
import dev.banksman.proto.journal.v1.DecisionTaken;
import dev.banksman.proto.journal.v1.Event;
import dev.banksman.proto.journal.v1.HostEntered;
import dev.banksman.proto.journal.v1.HostExcluded;
import dev.banksman.proto.journal.v1.HostIncluded;
import dev.banksman.proto.journal.v1.HostReached;
import dev.banksman.proto.journal.v1.HostUnreachable;
import dev.banksman.proto.journal.v1.InterlockOverridden;
import dev.banksman.proto.journal.v1.OutputsKnown;
import dev.banksman.proto.journal.v1.PrerequisiteMet;
import dev.banksman.proto.journal.v1.RunAborting;
import dev.banksman.proto.journal.v1.RunEnded;
import dev.banksman.proto.journal.v1.RunHeld;
import dev.banksman.proto.journal.v1.RunPaused;
import dev.banksman.proto.journal.v1.RunPlanned;
import dev.banksman.proto.journal.v1.RunReleased;
import dev.banksman.proto.journal.v1.RunResumed;
import dev.banksman.proto.journal.v1.RunStarted;
import dev.banksman.proto.journal.v1.StageClosed;
import dev.banksman.proto.journal.v1.StageOpened;
import dev.banksman.proto.journal.v1.TaskMoved;
import dev.banksman.proto.journal.v1.TaskPassed;
import dev.banksman.proto.journal.v1.TermTaken;
import dev.banksman.proto.journal.v1.TimerExpired;
import dev.banksman.proto.journal.v1.TimerSet;
import dev.banksman.proto.journal.v1.WentBack;
import dev.banksman.proto.journal.v1.WindowAtRisk;
import dev.banksman.proto.journal.v1.WindowClosed;
import dev.banksman.proto.journal.v1.WindowExtended;
import dev.banksman.proto.journal.v1.WindowInReach;
import dev.banksman.proto.journal.v1.WindowRiskTaken;

/** Event to message. {@link EventReader} is the way back; a round trip of every kind is tested. */
final class EventWriter {

    private EventWriter() {}

    static Event message(RunEvent event) {
        var message = Event.newBuilder().setAt(time(event.at()));
        switch (event) {
            case RunEvent.RunPlanned e -> message.setRunPlanned(planned(e));
            case RunEvent.TermTaken e ->
                message.setTermTaken(TermTaken.newBuilder().setTerm(e.term()).setOwner(e.owner()));
            case RunEvent.RunStarted e ->
                message.setRunStarted(RunStarted.newBuilder().setBy(e.by()));
            case RunEvent.StageOpened e ->
                message.setStageOpened(StageOpened.newBuilder().setStage(e.stage()));
            case RunEvent.StageClosed e ->
                message.setStageClosed(StageClosed.newBuilder().setStage(e.stage()));
            case RunEvent.HostEntered e ->
                message.setHostEntered(
                        HostEntered.newBuilder().setStage(e.stage()).setHost(e.host()));
            case RunEvent.TaskMoved e ->
                message.setTaskMoved(TaskMoved.newBuilder()
                        .setTask(task(e.task()))
                        .setTo(StoredParts.TASK_STATE.toStored(e.to()))
                        .setReason(e.reason()));
            case RunEvent.AttemptDispatched e -> message.setAttemptDispatched(dispatched(e));
            case RunEvent.AttemptAccepted e ->
                message.setAttemptAccepted(AttemptAccepted.newBuilder().setAttempt(attempt(e.attempt())));
            case RunEvent.AttemptStarted e ->
                message.setAttemptStarted(AttemptStarted.newBuilder()
                        .setAttempt(attempt(e.attempt()))
                        .setStartedAt(time(e.startedAt()))
                        .setPid(e.pid())
                        .setAdopted(e.adopted()));
            case RunEvent.AttemptEnded e ->
                message.setAttemptEnded(AttemptEnded.newBuilder()
                        .setAttempt(attempt(e.attempt()))
                        .setResult(result(e.result()))
                        .setLate(e.late()));
            case RunEvent.AttemptRefused e ->
                message.setAttemptRefused(AttemptRefused.newBuilder()
                        .setAttempt(attempt(e.attempt()))
                        .setReason(e.reason())
                        .setMessage(e.message()));
            case RunEvent.TaskPassed e ->
                message.setTaskPassed(
                        TaskPassed.newBuilder().setTask(task(e.task())).setReason(e.reason()));
            case RunEvent.DecisionAsked e -> message.setDecisionAsked(asked(e));
            case RunEvent.DecisionTaken e -> message.setDecisionTaken(taken(e));
            case RunEvent.OutputsKnown e ->
                message.setOutputsKnown(
                        OutputsKnown.newBuilder().setTask(task(e.task())).putAllOutputs(e.outputs()));
            case RunEvent.HostReached e ->
                message.setHostReached(HostReached.newBuilder()
                        .setHost(e.host())
                        .setBootId(e.bootId())
                        .setHighestAttempt(e.highestAttempt())
                        .setJournalPosition(e.journalPosition()));
            case RunEvent.HostUnreachable e ->
                message.setHostUnreachable(
                        HostUnreachable.newBuilder().setHost(e.host()).setReason(e.reason()));
            case RunEvent.HostExcluded e ->
                message.setHostExcluded(
                        HostExcluded.newBuilder().setHost(e.host()).setReason(e.reason()));
            case RunEvent.HostIncluded e ->
                message.setHostIncluded(
                        HostIncluded.newBuilder().setHost(e.host()).setReason(e.reason()));
            case RunEvent.InterlockOverridden e ->
                message.setInterlockOverridden(InterlockOverridden.newBuilder()
                        .setInterlock(e.interlock())
                        .setFirst(e.first())
                        .setSecond(e.second())
                        .setReason(e.reason()));
            case RunEvent.TimerSet e ->
                message.setTimerSet(
                        TimerSet.newBuilder().setTimer(timer(e.timer())).setDue(time(e.due())));
            case RunEvent.TimerExpired e ->
                message.setTimerExpired(TimerExpired.newBuilder().setTimer(timer(e.timer())));
            case RunEvent.RunPaused e ->
                message.setRunPaused(RunPaused.newBuilder().setBy(e.by()));
            case RunEvent.RunResumed e ->
                message.setRunResumed(RunResumed.newBuilder().setBy(e.by()));
            case RunEvent.RunHeld e -> message.setRunHeld(RunHeld.newBuilder().setReason(e.reason()));
            case RunEvent.BrakeApplied e ->
                message.setBrakeApplied(
                        BrakeApplied.newBuilder().addAllHosts(e.hosts()).setReason(e.reason()));
            case RunEvent.BrakeReleased e ->
                message.setBrakeReleased(BrakeReleased.newBuilder().setBy(e.by()));
            case RunEvent.WentBack e ->
                message.setWentBack(WentBack.newBuilder()
                        .setRestorePoint(e.restorePoint())
                        .setGeneration(e.generation())
                        .setBy(e.by())
                        .setReason(e.reason()));
            case RunEvent.PrerequisiteMet e ->
                message.setPrerequisiteMet(PrerequisiteMet.newBuilder()
                        .setPrerequisite(e.prerequisite())
                        .setRun(e.other()));
            case RunEvent.WindowClosed e ->
                message.setWindowClosed(WindowClosed.newBuilder().setReason(e.reason()));
            case RunEvent.WindowExtended e ->
                message.setWindowExtended(WindowExtended.newBuilder().setBy(e.by()));
            case RunEvent.WindowAtRisk e ->
                message.setWindowAtRisk(WindowAtRisk.newBuilder()
                        .setFinish(StoredParts.time(e.finish()))
                        .setHolds(e.holds())
                        .setReason(e.reason()));
            case RunEvent.WindowRiskTaken e ->
                message.setWindowRiskTaken(WindowRiskTaken.newBuilder().setBy(e.by()));
            case RunEvent.WindowInReach e ->
                message.setWindowInReach(WindowInReach.newBuilder().setFinish(StoredParts.time(e.finish())));
            case RunEvent.RunReleased e ->
                message.setRunReleased(RunReleased.newBuilder().setBy(e.by()));
            case RunEvent.RunAborting e ->
                message.setRunAborting(RunAborting.newBuilder().setBy(e.by()).setReason(e.reason()));
            case RunEvent.RunEnded e ->
                message.setRunEnded(RunEnded.newBuilder()
                        .setPhase(StoredParts.RUN_PHASE.toStored(e.phase()))
                        .setReason(e.reason()));
        }
        return message.build();
    }

    private static RunPlanned planned(RunEvent.RunPlanned e) {
        return RunPlanned.newBuilder()
                .setRun(e.run())
                .setSemantics(e.semantics())
                .setPlanHash(e.planHash())
                .setRunbookFile(e.runbookFile())
                .setRunbookText(e.runbookText())
                .setInventoryFile(e.inventoryFile())
                .setInventoryText(e.inventoryText())
                .putAllParameters(e.parameters())
                .setBy(e.by())
                .build();
    }

    private static AttemptDispatched dispatched(RunEvent.AttemptDispatched e) {
        var message = AttemptDispatched.newBuilder()
                .setAttempt(attempt(e.attempt()))
                .setTask(task(e.task()))
                .setPurpose(StoredParts.PURPOSE.toStored(e.purpose()))
                .setAction(e.action())
                .setTimeAllowed(duration(e.timeAllowed()));
        e.remedy().ifPresent(message::setRemedy);
        return message.build();
    }

    private static DecisionAsked asked(RunEvent.DecisionAsked e) {
        var message = DecisionAsked.newBuilder()
                .setTask(task(e.task()))
                .setWhy(e.why())
                .addAllRemedies(e.remedies())
                .addAllChoices(e.choices().stream()
                        .map(StoredParts.DECISION_KIND::toStored)
                        .toList());
        e.interlock().ifPresent(message::setInterlock);
        return message.build();
    }

    private static DecisionTaken taken(RunEvent.DecisionTaken e) {
        return DecisionTaken.newBuilder()
                .setId(e.id())
                .setBy(e.by())
                .setKind(StoredParts.DECISION_KIND.toStored(e.kind()))
                .setTarget(target(e.target()))
                .setReason(e.reason())
                .putAllEvidence(e.evidence())
                .build();
    }
}
