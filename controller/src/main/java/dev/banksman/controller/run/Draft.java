package dev.banksman.controller.run;

import dev.banksman.controller.run.PlanIndex.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Events decided so far because of one input, and the state they lead to. Lives within one call of
 * {@link RunCore#decide}; the rules add to it and look at the state after each event.
 */
final class Draft {
    private RunState state;
    private final Instant at;
    private final List<RunEvent> events = new ArrayList<>();
    private final List<Effect> answers = new ArrayList<>();

    Draft(RunState state, Instant at) {
        this.state = state;
        this.at = at;
    }

    RunState state() {
        return state;
    }

    Instant at() {
        return at;
    }

    void emit(RunEvent event) {
        state = RunCore.evolve(state, event);
        events.add(event);
    }

    void move(Place place, TaskState to, String reason) {
        emit(new RunEvent.TaskMoved(place.key(), to, reason, at));
    }

    void answer(Effect effect) {
        answers.add(effect);
    }

    /** The task, which must have been reached. */
    Task task(Place place) {
        return state.task(place).orElseThrow();
    }

    Ruling accepted() {
        return new Ruling.Accepted(List.copyOf(events), List.copyOf(answers));
    }
}
