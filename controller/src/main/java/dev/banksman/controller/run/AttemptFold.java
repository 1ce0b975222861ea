package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunEvent.AttemptAccepted;
import dev.banksman.controller.run.RunEvent.AttemptDispatched;
import dev.banksman.controller.run.RunEvent.AttemptEnded;
import dev.banksman.controller.run.RunEvent.AttemptRefused;
import dev.banksman.controller.run.RunEvent.AttemptStarted;
import dev.banksman.controller.run.RunView.AttemptView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What events of attempts do to the state. */
final class AttemptFold {
    private AttemptFold() {}

    /** A host that restarts is expected to be away: its silence is not given a margin, its time is over when it is. */
    static Instant overdue(Instant from, Attempt attempt) {
        Duration margin = attempt.reboots() ? Duration.ZERO : Limits.MARGIN;
        return from.plus(attempt.timeAllowed()).plus(Limits.GRACE).plus(margin);
    }

    static void dispatched(RunEdit edit, AttemptDispatched event) {
        AttemptKey key = event.attempt();
        HostState host = edit.host(key.host());
        Place place = edit.place(event.task());
        Task task = edit.task(place);
        if (host.busy().isPresent() || key.number() <= host.lastAttempt() || !edit.running()) {
            throw new IllegalStateException("attempt " + key + " cannot be sent: the run is " + edit.facts.phase()
                    + ", the host's last attempt is " + host.lastAttempt() + ", and it is busy with "
                    + host.busy().map(AttemptKey::toString).orElse("nothing"));
        }
        edit.put(new Attempt(
                key,
                event.task(),
                event.purpose(),
                task.intent().asked(),
                event.action(),
                host.bootId(),
                event.timeAllowed(),
                AttemptState.DISPATCHED,
                false,
                false,
                false,
                false));
        edit.putHost(key.host(), h -> h.busyWith(key));
        edit.timers = edit.timers.plus(new TimerKey.Overdue(key), overdue(event.at(), edit.attempt(key)));
        edit.change(place, t -> {
            t.live = Optional.of(key);
            t.add(new AttemptView(key, event.purpose(), event.at(), Optional.empty(), Optional.empty(), false));
            return t.to(TaskState.DISPATCHED, "attempt " + key.number() + " is on its way", event.at());
        });
    }

    static void accepted(RunEdit edit, AttemptAccepted event) {
        Attempt was = edit.attempt(event.attempt());
        edit.put(was.in(AttemptState.ACCEPTED));
        if (!was.live()) {
            comeBack(edit, event.attempt(), TaskState.DISPATCHED);
        }
    }

    static void started(RunEdit edit, AttemptStarted event) {
        AttemptKey key = event.attempt();
        Attempt was = edit.attempt(key);
        Attempt now = was.in(AttemptState.RUNNING);
        edit.put(event.adopted() ? now.asAdopted() : now);
        Place place = edit.place(was.task());
        if (edit.remembers(was)) {
            edit.change(
                    place,
                    t -> t.change(
                            key,
                            a -> new AttemptView(
                                    key,
                                    a.purpose(),
                                    a.dispatched(),
                                    Optional.of(event.startedAt()),
                                    was.live() ? a.result() : Optional.empty(),
                                    a.adopted() || event.adopted())));
        }
        if (!was.live()) {
            comeBack(edit, key, TaskState.RUNNING);
        } else if (edit.remembers(was) && edit.task(place).state() == TaskState.DISPATCHED) {
            edit.change(place, t -> t.to(TaskState.RUNNING, event.adopted() ? "found running" : "", event.at()));
        }
    }

    /**
     * An attempt that was given up is with its agent after all. It takes its host's place again; it takes its task back
     * unless a person has settled that in the meantime.
     */
    private static void comeBack(RunEdit edit, AttemptKey key, TaskState state) {
        Attempt attempt = edit.attempt(key);
        edit.host(key.host()).busy().ifPresent(other -> {
            throw new IllegalStateException("attempt " + key + " is back, but its host is busy with " + other);
        });
        edit.putHost(key.host(), host -> host.busyWith(key));
        edit.timers = edit.timers.plus(new TimerKey.Overdue(key), overdue(edit.at, attempt));
        Place place = edit.place(attempt.task());
        if (edit.remembers(attempt) && edit.task(place).takes(key, edit.running())) {
            edit.change(place, t -> {
                t.live = Optional.of(key);
                return t.to(state, "the host is back, and attempt " + key.number() + " with it", edit.at);
            });
        } else if (!edit.running() || edit.host(key.host()).excluded()) {
            edit.cancel(key);
        }
    }

    static void ended(RunEdit edit, AttemptEnded event) {
        AttemptKey key = event.attempt();
        Attempt attempt = edit.attempt(key);
        AttemptResult result = event.result();
        boolean givenUp = attempt.overdue() && result.outcome() == Outcome.UNKNOWN && !event.late();
        Attempt over = attempt.in(givenUp ? AttemptState.GIVEN_UP : AttemptState.ENDED);
        if (givenUp) {
            edit.put(over);
            edit.putHost(key.host(), host -> host.gaveUp(key));
        } else {
            edit.remove(attempt);
            edit.putHost(key.host(), host -> host.free(key));
        }
        edit.timers = edit.timers.minus(new TimerKey.Overdue(key));
        if (result.rebootRequired()) {
            edit.putHost(key.host(), host -> host.noted("must be restarted, says " + attempt.task()));
        }
        settle(edit, attempt, result);
        if (attempt.reboots()) {
            restartOver(edit, key.host());
        }
    }

    /** From here on its silence counts again. */
    private static void restartOver(RunEdit edit, String host) {
        if (!edit.host(host).reachable() && !edit.host(host).excluded()) {
            edit.putHost(host, state -> state.noted("it has not come back from its restart"));
        }
        edit.recount(host);
    }

    static void refused(RunEdit edit, AttemptRefused event) {
        AttemptKey key = event.attempt();
        Attempt attempt = edit.attempt(key);
        attempt.in(AttemptState.REFUSED);
        edit.remove(attempt);
        edit.putHost(key.host(), host -> host.free(key));
        edit.timers = edit.timers.minus(new TimerKey.Overdue(key));
        settle(edit, attempt, notBegun("refused (" + event.reason() + "): " + event.message()));
    }

    static AttemptResult notBegun(String message) {
        return without(Outcome.NEVER_STARTED, message);
    }

    /** A result that no agent gave. */
    static AttemptResult without(Outcome outcome, String message) {
        return new AttemptResult(
                outcome,
                message,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** A restart after the step, or its restore, adds to what the step gave. */
    private static Map<String, String> outputs(Map<String, String> before, Attempt attempt, AttemptResult result) {
        if (attempt.purpose() != Purpose.REBOOT && attempt.purpose() != Purpose.RESTORE) {
            return Map.copyOf(result.outputs());
        }
        var both = new HashMap<>(before);
        both.putAll(result.outputs());
        return Map.copyOf(both);
    }

    /** It is due from the end of the step until it has been, or the task is done or taken back some other way. */
    private static Optional<String> restartDue(
            Optional<String> before, Settlement settlement, Attempt attempt, AttemptResult result) {
        if (settlement.next().purpose() == Purpose.REBOOT) {
            return Optional.of(settlement.next().sinceBoot());
        }
        boolean takenBack = attempt.purpose() == Purpose.UNDO && result.outcome() == Outcome.SUCCEEDED;
        return settlement.state() == TaskState.SUCCEEDED || takenBack ? Optional.empty() : before;
    }

    private static void settle(RunEdit edit, Attempt attempt, AttemptResult result) {
        if (!edit.remembers(attempt)) {
            return;
        }
        Place place = edit.place(attempt.task());
        Task task = edit.task(place);
        if (!task.takes(attempt.key(), edit.running())) {
            edit.change(place, t -> t.ended(attempt.key(), result));
            return;
        }
        Settlement settlement = Settlement.of(edit, place, task, attempt, result);
        edit.change(place, t -> {
            t.ended(attempt.key(), result);
            t.live = Optional.empty();
            t.intent = settlement.next();
            t.restartDue = restartDue(t.restartDue, settlement, attempt, result);
            if (settlement.state() == TaskState.SUCCEEDED
                    || settlement.next().purpose() == Purpose.REBOOT && attempt.purpose() == Purpose.EXECUTE) {
                t.outputs = outputs(t.outputs, attempt, result);
            }
            return t.to(settlement.state(), settlement.reason(), edit.at);
        });
    }
}
