package dev.banksman.controller.run;

import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the run knows of a host.
 *
 * @param changed when it became reachable or unreachable
 * @param lastAttempt the highest number that was given, or that its agent has seen
 * @param busy the one attempt that is out on it
 * @param queue tasks whose next attempt runs here, in the order in which they will
 * @param givenUp attempts of unknown end that it may still know of
 */
record HostState(
        boolean reachable,
        Instant changed,
        String bootId,
        boolean excluded,
        String note,
        long lastAttempt,
        Optional<AttemptKey> busy,
        List<TaskKey> queue,
        List<AttemptKey> givenUp) {

    static final HostState UNHEARD = new HostState(
            false, Instant.EPOCH, "", false, "has not said hello yet", 0, Optional.empty(), List.of(), List.of());

    /** Something can be sent to it now. */
    boolean canStart() {
        return reachable && !excluded && busy.isEmpty() && !queue.isEmpty();
    }

    HostState reached(Instant at, String boot, long highest) {
        return new HostState(
                true, at, boot, excluded, excluded ? note : "", Math.max(lastAttempt, highest), busy, queue, givenUp);
    }

    HostState lost(Instant at, String reason) {
        return new HostState(false, at, bootId, excluded, excluded ? note : reason, lastAttempt, busy, queue, givenUp);
    }

    HostState excluded(boolean now, String why) {
        return new HostState(reachable, changed, bootId, now, why, lastAttempt, busy, queue, givenUp);
    }

    HostState noted(String text) {
        return new HostState(reachable, changed, bootId, excluded, text, lastAttempt, busy, queue, givenUp);
    }

    HostState busyWith(AttemptKey attempt) {
        return new HostState(
                reachable,
                changed,
                bootId,
                excluded,
                note,
                Math.max(lastAttempt, attempt.number()),
                Optional.of(attempt),
                queue,
                without(givenUp, attempt));
    }

    HostState free(AttemptKey attempt) {
        return new HostState(
                reachable,
                changed,
                bootId,
                excluded,
                note,
                lastAttempt,
                busy.filter(b -> !b.equals(attempt)),
                queue,
                without(givenUp, attempt));
    }

    HostState gaveUp(AttemptKey attempt) {
        HostState free = free(attempt);
        return new HostState(
                reachable,
                changed,
                bootId,
                excluded,
                note,
                lastAttempt,
                free.busy,
                queue,
                with(free.givenUp, attempt, false));
    }

    HostState queued(TaskKey task, boolean first) {
        return new HostState(
                reachable, changed, bootId, excluded, note, lastAttempt, busy, with(queue, task, first), givenUp);
    }

    HostState unqueued(TaskKey task) {
        return new HostState(
                reachable, changed, bootId, excluded, note, lastAttempt, busy, without(queue, task), givenUp);
    }

    private static <T> List<T> with(List<T> list, T one, boolean first) {
        var longer = new ArrayList<>(list);
        longer.add(first ? 0 : longer.size(), one);
        return List.copyOf(longer);
    }

    private static <T> List<T> without(List<T> list, T one) {
        return list.contains(one)
                ? list.stream().filter(other -> !other.equals(one)).toList()
                : list;
    }
}
