package dev.banksman.controller.run;

import java.util.ArrayList;
import java.util.List;

/**
 * One host's way through one stage. Kept from the moment the host enters or is excluded.
 *
 * @param tasks those reached, in the order of the steps; the last one is where the host stands
 * @param failed inside, and unreachable or in trouble
 */
record Track(Where where, List<Task> tasks, boolean failed) {

    enum Where {
        /** May enter: not yet inside, or included again. */
        OUTSIDE,
        INSIDE,
        THROUGH,
        EXCLUDED
    }

    static final Track NEW = new Track(Where.OUTSIDE, List.of(), false);

    Track with(int step, Task task) {
        var changed = new ArrayList<>(tasks);
        if (step == tasks.size()) {
            changed.add(task);
        } else {
            changed.set(step, task);
        }
        return new Track(where, List.copyOf(changed), failed);
    }

    Track in(Where next) {
        return new Track(next, tasks, failed);
    }

    Track failed(boolean now) {
        return now == failed ? this : new Track(where, tasks, now);
    }

    boolean reached(int step) {
        return step < tasks.size();
    }

    Task last() {
        return tasks.getLast();
    }
}
