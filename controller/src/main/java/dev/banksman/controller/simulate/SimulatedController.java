package dev.banksman.controller.simulate;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.run.Effect;
import dev.banksman.controller.run.PlanActions;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunCore;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunState;
import dev.banksman.controller.run.TimerKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A controller that owns one run: journal first, then effects. Only its journal survives a crash. */
final class SimulatedController {
    private final Plan plan;
    private final PlanActions actions;
    private final Schedule schedule;
    private final BiConsumer<String, Effect> toAgent;
    private final List<Watch> watches;
    private final Consumer<RunEvent> truth;
    private final BooleanSupplier crashesBeforeEffects;
    private final List<RunEvent> journal = new ArrayList<>();
    private final Map<TimerKey, Instant> timers = new HashMap<>();
    private RunState state;
    private boolean up;
    private int crashes;

    SimulatedController(
            Plan plan,
            PlanActions actions,
            Schedule schedule,
            BiConsumer<String, Effect> toAgent,
            List<Watch> watches,
            Consumer<RunEvent> truth,
            BooleanSupplier crashesBeforeEffects) {
        this.plan = plan;
        this.actions = actions;
        this.schedule = schedule;
        this.toAgent = toAgent;
        this.watches = watches;
        this.truth = truth;
        this.crashesBeforeEffects = crashesBeforeEffects;
        this.state = RunState.of(plan, actions);
        append(List.of(RunCore.planned("simulated", plan, "simulation", schedule.now())));
    }

    boolean up() {
        return up;
    }

    int crashes() {
        return crashes;
    }

    RunState state() {
        return state;
    }

    List<RunEvent> journal() {
        return journal;
    }

    /** Reads the journal, takes the run over, and does all that is outstanding. */
    void startUp() {
        RunState read = RunState.of(plan, actions);
        for (RunEvent event : journal) {
            read = RunCore.evolve(read, event);
        }
        if (!read.equals(state)) {
            throw new IllegalStateException("the journal leads to another state: " + read + ", not " + state);
        }
        state = read;
        up = true;
        if (!over()) {
            take(new RunInput.Acquired(state.term() + 1, "controller-" + (state.term() + 1), schedule.now()));
            carryOut(RunCore.outstanding(state));
        }
    }

    void crash() {
        up = false;
        crashes++;
        timers.clear();
    }

    boolean over() {
        return state.endedAt().isPresent();
    }

    /** Nothing while it is down: an input that is not taken in is lost. */
    Ruling take(RunInput input) {
        if (!up) {
            return new Ruling.Rejected("the controller is down");
        }
        Ruling ruling = RunCore.decide(state, input);
        if (ruling instanceof Ruling.Accepted accepted) {
            List<Effect> effects = new ArrayList<>(append(accepted.events()));
            effects.addAll(accepted.answers());
            if (!accepted.events().isEmpty() && crashesBeforeEffects.getAsBoolean()) {
                crash();
            } else {
                carryOut(effects);
            }
        }
        return ruling;
    }

    private List<Effect> append(List<RunEvent> events) {
        var effects = new ArrayList<Effect>();
        for (RunEvent event : events) {
            RunState before = state;
            state = RunCore.evolve(state, event);
            journal.add(event);
            effects.addAll(RunCore.caused(state, event));
            truth.accept(event);
            for (Watch watch : watches) {
                watch.after(before, state, event);
            }
        }
        return effects;
    }

    private void carryOut(List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Dispatch e -> toAgent.accept(e.attempt().host(), e);
                case Effect.Cancel e -> toAgent.accept(e.attempt().host(), e);
                case Effect.Acknowledge e -> toAgent.accept(e.attempt().host(), e);
                case Effect.SetTimer e -> {
                    timers.put(e.timer(), e.due());
                    schedule.at(e.due(), () -> fire(e));
                }
                case Effect.Finish e -> timers.clear();
            }
        }
    }

    private void fire(Effect.SetTimer set) {
        if (up && set.due().equals(timers.get(set.timer()))) {
            timers.remove(set.timer());
            take(new RunInput.TimerFired(set.timer(), schedule.now()));
        }
    }
}
