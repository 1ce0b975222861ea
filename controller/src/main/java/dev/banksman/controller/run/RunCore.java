package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunEdit.Waiver;
import dev.banksman.controller.run.RunEvent.RunPlanned;
import dev.banksman.controller.run.RunView.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.ConsPStack;
import org.pcollections.PStack;

/**
 * The core of a run: three pure functions. Nothing here reads a clock, waits, or touches the world; the same arguments
 * give the same results for ever, on any thread.
 *
 * <p>The caller stores the events of a ruling before it carries out any effect of them, and feeds one input at a time.
 */
public final class RunCore {

    /** Version of the rules under which a run is folded, kept in its first event. */
    public static final int SEMANTICS = 1;

    private RunCore() {}

    /** The first event of a run; its caller gives the run its name. */
    public static RunPlanned planned(String run, Plan plan, String by, Instant at) {
        return new RunPlanned(
                run,
                SEMANTICS,
                plan.hash(),
                plan.sources().runbookFile(),
                plan.sources().runbookText(),
                plan.sources().inventoryFile(),
                plan.sources().inventoryText(),
                plan.parameters(),
                by,
                at);
    }

    /**
     * What happens because of an input, or why it is turned away. Never changes anything: the state after it is the
     * fold of its events.
     */
    public static Ruling decide(RunState state, RunInput input) {
        return InputRules.decide(state, input);
    }

    /**
     * The state after an event.
     *
     * @throws IllegalEventException if the event cannot follow what happened before: the journal is damaged or was
     *     written by another program; the run must be set aside and looked at by a person
     */
    public static RunState evolve(RunState state, RunEvent event) {
        var edit = new RunEdit(state, event.at());
        try {
            if (state.over()) {
                throw new IllegalStateException("the run is over");
            }
            fold(edit, event);
        } catch (IllegalStateException e) {
            throw new IllegalEventException(state, event, e);
        }
        edit.facts = edit.facts.next();
        edit.history = remember(state.history, event);
        return edit.done();
    }

    /** Everything that is to be done now: what a controller that has just read the journal begins with. */
    public static List<Effect> outstanding(RunState state) {
        return Effects.outstanding(state);
    }

    /**
     * What is to be done because of one event: those of {@link #outstanding} that it added, and acknowledgements, which
     * are asked for again by their receiver and so are not derived again.
     *
     * @param after the state right after that event
     */
    public static List<Effect> caused(RunState after, RunEvent event) {
        return Effects.caused(after, event);
    }

    /** Folds several events and collects what they cause. */
    public static Advance advance(RunState state, List<RunEvent> events) {
        var effects = new ArrayList<Effect>();
        RunState now = state;
        for (RunEvent event : events) {
            now = evolve(now, event);
            effects.addAll(caused(now, event));
        }
        return new Advance(now, List.copyOf(effects));
    }

    /** State after some events, and what is to be done because of them, in order. */
    public record Advance(RunState state, List<Effect> effects) {}

    private static PStack<RunEvent> remember(PStack<RunEvent> history, RunEvent event) {
        PStack<RunEvent> longer = history.plus(event);
        return longer.size() < 2 * Limits.HISTORY ? longer : ConsPStack.from(longer.subList(0, Limits.HISTORY));
    }

    private static void fold(RunEdit edit, RunEvent event) {
        switch (event) {
            case RunEvent.RunPlanned e -> RunFold.planned(edit, e);
            case RunEvent.TermTaken e -> {
                edit.facts = edit.facts.underTerm(e.term());
                HostFold.unheard(edit);
            }
            case RunEvent.RunStarted e ->
                edit.facts = edit.facts.in(RunPhase.RUNNING).startedBy(e.by(), e.at());
            case RunEvent.StageOpened e -> StageFold.opened(edit, e);
            case RunEvent.StageClosed e -> StageFold.closed(edit, e);
            case RunEvent.HostEntered e -> StageFold.entered(edit, e);
            case RunEvent.TaskMoved e ->
                edit.change(edit.place(e.task()), t -> {
                    // Skipped without a person's word means that its condition does not hold: it does not apply.
                    t.aside = e.to() == TaskState.SKIPPED && !t.skippedByPerson();
                    return t.to(e.to(), e.reason(), e.at());
                });
            case RunEvent.TaskPassed e ->
                edit.change(edit.place(e.task()), t -> {
                    t.passed = true;
                    return t;
                });
            case RunEvent.AttemptDispatched e -> AttemptFold.dispatched(edit, e);
            case RunEvent.AttemptAccepted e -> AttemptFold.accepted(edit, e);
            case RunEvent.AttemptStarted e -> AttemptFold.started(edit, e);
            case RunEvent.AttemptEnded e -> AttemptFold.ended(edit, e);
            case RunEvent.AttemptRefused e -> AttemptFold.refused(edit, e);
            case RunEvent.DecisionAsked e -> asked(edit, e);
            case RunEvent.DecisionTaken e -> RunFold.decided(edit, e);
            case RunEvent.OutputsKnown e ->
                edit.change(edit.place(e.task()), t -> {
                    var outputs = new HashMap<>(t.outputs);
                    outputs.putAll(e.outputs());
                    t.outputs = Map.copyOf(outputs);
                    return t;
                });
            case RunEvent.HostReached e -> HostFold.reached(edit, e);
            case RunEvent.HostUnreachable e -> HostFold.unreachable(edit, e);
            case RunEvent.HostExcluded e -> HostFold.excluded(edit, e);
            case RunEvent.HostIncluded e -> HostFold.included(edit, e);
            case RunEvent.InterlockOverridden e ->
                edit.waivers = edit.waivers.plus(e.interlock(), new Waiver(e.first(), true));
            case RunEvent.TimerSet e -> RunFold.timerSet(edit, e);
            case RunEvent.TimerExpired e -> RunFold.timerExpired(edit, e);
            case RunEvent.RunPaused e -> edit.facts = edit.facts.paused(true);
            case RunEvent.RunResumed e -> edit.facts = edit.facts.paused(false);
            case RunEvent.RunHeld e -> edit.facts = edit.facts.held(e.reason());
            case RunEvent.RunReleased e -> edit.facts = edit.facts.released();
            case RunEvent.BrakeApplied e -> HostFold.braked(edit, e);
            case RunEvent.BrakeReleased e -> HostFold.unbraked(edit);
            case RunEvent.WentBack e -> RestoreFold.wentBack(edit, e);
            case RunEvent.PrerequisiteMet e -> {}
            case RunEvent.WindowClosed e ->
                edit.facts = edit.facts.window(true, Optional.of(e.reason())).risk(WindowRisk::over);
            case RunEvent.WindowExtended e -> edit.facts = edit.facts.window(true, Optional.empty());
            case RunEvent.WindowAtRisk e -> edit.facts = edit.facts.risk(risk -> risk.seen(e));
            case RunEvent.WindowRiskTaken e -> edit.facts = edit.facts.risk(WindowRisk::accepted);
            case RunEvent.WindowInReach e -> edit.facts = edit.facts.risk(WindowRisk::over);
            case RunEvent.RunAborting e -> RunFold.aborting(edit, e);
            case RunEvent.RunEnded e -> RunFold.ended(edit, e);
        }
    }

    private static void asked(RunEdit edit, RunEvent.DecisionAsked event) {
        Place place = edit.place(event.task());
        var question = new Question(event.why(), event.remedies(), event.interlock(), event.choices(), event.at());
        edit.change(place, t -> {
            t.question = Optional.of(question);
            return t.to(TaskState.AWAITING_DECISION, event.why(), event.at());
        });
    }
}
