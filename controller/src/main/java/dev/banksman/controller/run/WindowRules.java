package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedWindow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The maintenance window. A stage that belongs into it does not open before it does; when it closes while such a stage is
 * not through, the run is held, once: what runs goes on, nothing new starts until a person says so.
 *
 * <p>What a forecast says of the work in it comes in from outside. While that passes the window's end, the run shows it;
 * where the runbook asks for it ({@code guard: hold}), the run is held, once, before work in the window that would
 * overrun: when its first stage would open, or at once if one is open.
 */
final class WindowRules {
    private WindowRules() {}

    /** Whether a stage has to wait for the window; sees to it that the run comes back to it. */
    static boolean waits(Draft draft, PlannedStage stage) {
        Optional<PlannedWindow> window = draft.state().index.plan.window();
        if (!stage.inWindow() || window.isEmpty()) {
            return false;
        }
        if (draft.at().isBefore(window.get().opens())) {
            set(draft, new TimerKey.Window(true), window.get().opens());
            return true;
        }
        WindowRisk risk = draft.state().facts.windowRisk();
        if (risk.finish().isPresent() && mayHold(draft.state(), window.get())) {
            hold(draft, window.get(), risk.finish().get());
        }
        if (draft.state().facts.windowRisk().holds()) {
            return true;
        }
        if (!draft.state().facts.windowClosed()) {
            set(draft, new TimerKey.Window(false), window.get().closes());
        }
        return false;
    }

    private static void set(Draft draft, TimerKey.Window timer, Instant due) {
        if (!draft.state().timers.containsKey(timer)) {
            draft.emit(new RunEvent.TimerSet(timer, due, draft.at()));
        }
    }

    static Ruling forecast(Draft draft, Instant finish) {
        RunState state = draft.state();
        Optional<PlannedWindow> window = state.index.plan.window();
        if (window.isEmpty()
                || state.phase() != RunPhase.RUNNING
                || state.facts.windowClosed()
                || !draft.at().isBefore(window.get().closes())
                || !workLeft(state)) {
            return draft.accepted();
        }
        WindowRisk risk = state.facts.windowRisk();
        if (finish.isAfter(window.get().closes())) {
            if (mayHold(state, window.get()) && workBegun(state)) {
                hold(draft, window.get(), finish);
            } else if (risk.finish().isEmpty()) {
                draft.emit(new RunEvent.WindowAtRisk(finish, false, late(window.get(), finish), draft.at()));
            }
        } else if (risk.finish().isPresent()
                && !risk.holds()
                && !finish.plus(Limits.WINDOW_ROOM).isAfter(window.get().closes())) {
            draft.emit(new RunEvent.WindowInReach(finish, draft.at()));
        }
        return draft.accepted();
    }

    /** Asked for by the runbook, and not yet decided by a person. */
    private static boolean mayHold(RunState state, PlannedWindow window) {
        WindowRisk risk = state.facts.windowRisk();
        return window.guarded() && !risk.holds() && !risk.taken();
    }

    private static void hold(Draft draft, PlannedWindow window, Instant finish) {
        draft.emit(new RunEvent.WindowAtRisk(finish, true, late(window, finish), draft.at()));
    }

    private static String late(PlannedWindow window, Instant finish) {
        return "by the forecast the work in the maintenance window may last until "
                + finish.truncatedTo(ChronoUnit.SECONDS) + " (p90); the window closes at " + window.closes();
    }

    /** Some stage that belongs into the window is not through. */
    static boolean workLeft(RunState state) {
        return inWindow(state, phase -> phase != StageState.Phase.CLOSED);
    }

    private static boolean workBegun(RunState state) {
        return inWindow(state, phase -> phase == StageState.Phase.OPEN);
    }

    private static boolean inWindow(RunState state, Predicate<StageState.Phase> which) {
        return state.index.plan.stages().stream()
                .anyMatch(stage -> stage.inWindow()
                        && which.test(state.stages.get(stage.index()).phase()));
    }

    /** Holds the run when the window is over before its work is. */
    static void close(Draft draft) {
        RunState state = draft.state();
        Optional<PlannedWindow> window = state.index.plan.window();
        if (window.isEmpty()
                || !StageProgress.mayProceed(state)
                || state.facts.windowClosed()
                || EndRules.nothingCanGoOn(state)
                || draft.at().isBefore(window.get().closes())) {
            return;
        }
        if (workLeft(state)) {
            draft.emit(new RunEvent.WindowClosed(
                    "the maintenance window closed at " + window.get().closes() + ", and the work in it is not done",
                    draft.at()));
        }
    }
}
