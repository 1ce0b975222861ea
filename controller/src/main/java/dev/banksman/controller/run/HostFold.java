package dev.banksman.controller.run;

import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunEvent.BrakeApplied;
import dev.banksman.controller.run.RunEvent.HostExcluded;
import dev.banksman.controller.run.RunEvent.HostIncluded;
import dev.banksman.controller.run.RunEvent.HostReached;
import dev.banksman.controller.run.RunEvent.HostUnreachable;
import dev.banksman.controller.run.Track.Where;
import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePSet;
import org.pcollections.OrderedPSet;

/** What events of hosts do to the state. */
final class HostFold {
    private HostFold() {}

    static void reached(RunEdit edit, HostReached event) {
        edit.putHost(event.host(), host -> host.reached(event.at(), event.bootId(), event.highestAttempt()));
        edit.facts = edit.facts.sawPosition(event.journalPosition());
        // What it does not have yet can begin under this start at the earliest.
        edit.host(event.host())
                .busy()
                .map(edit::attempt)
                .filter(attempt -> !attempt.acknowledged())
                .ifPresent(attempt -> edit.put(attempt.under(event.bootId())));
        notAway(edit, event.host());
        edit.recount(event.host());
    }

    static void unreachable(RunEdit edit, HostUnreachable event) {
        boolean restarting = edit.restarting(event.host());
        String reason = restarting ? "restarting" : event.reason();
        edit.putHost(event.host(), host -> host.lost(event.at(), reason));
        if (!restarting && takesPart(edit, event.host())) {
            edit.vanished = edit.vanished.plus(event.host());
            edit.brake = edit.brake.map(
                    brake -> new Brake(brake.reason(), brake.away().plus(event.host())));
        }
        edit.recount(event.host());
    }

    /** Something is still to be done on it. */
    private static boolean takesPart(RunEdit edit, String host) {
        return !edit.host(host).excluded()
                && edit.index.stagesOf(host).stream().anyMatch(stage -> {
                    Where where = edit.stages.get(stage).track(host).where();
                    return where != Where.THROUGH && where != Where.EXCLUDED;
                });
    }

    static void braked(RunEdit edit, BrakeApplied event) {
        if (edit.brake.isPresent()) {
            throw new IllegalStateException("the brake is on already");
        }
        edit.brake = Optional.of(new Brake(event.reason(), HashTreePSet.from(event.hosts())));
    }

    /** Whoever is away now is known to be: only further hosts can put the brake on again. */
    static void unbraked(RunEdit edit) {
        if (edit.brake.isEmpty()) {
            throw new IllegalStateException("the brake is not on");
        }
        edit.brake = Optional.empty();
        edit.vanished = OrderedPSet.empty();
    }

    private static void notAway(RunEdit edit, String host) {
        edit.vanished = edit.vanished.minus(host);
        edit.brake =
                edit.brake.map(brake -> new Brake(brake.reason(), brake.away().minus(host)));
    }

    /** A controller that takes over has heard no agent yet, whatever its predecessor knew. */
    static void unheard(RunEdit edit) {
        edit.vanished = OrderedPSet.empty();
        for (String name : List.copyOf(edit.hosts.keySet())) {
            if (edit.host(name).reachable()) {
                edit.putHost(
                        name, host -> host.lost(edit.at, "the controller changed; its agent has not said hello yet"));
                edit.recount(name);
            }
        }
    }

    static void excluded(RunEdit edit, HostExcluded event) {
        String name = event.host();
        edit.putHost(name, host -> host.excluded(true, "excluded: " + event.reason()));
        notAway(edit, name);
        for (int index : edit.index.stagesOf(name)) {
            StageState state = edit.stages.get(index);
            Track track = state.track(name);
            if (state.phase() == StageState.Phase.CLOSED || track.where() == Where.THROUGH) {
                continue;
            }
            edit.stand(index, name, Where.EXCLUDED);
            if (!track.tasks().isEmpty()) {
                exclude(edit, edit.index.place(index, track.tasks().size() - 1, name), track.last(), event.reason());
            }
            StageState now = edit.stages.get(index);
            edit.putStage(index, now.withEntry(now.next(), now.returned().minus(name)));
            StageFold.skipExcluded(edit, edit.index.stage(index));
        }
        edit.host(name).busy().ifPresent(attempt -> cancelForeign(edit, name, attempt));
    }

    private static void exclude(RunEdit edit, Place place, Task task, String reason) {
        switch (task.state()) {
            case DISPATCHED, RUNNING -> {
                task.live().ifPresent(edit::cancel);
                edit.change(place, t -> t.to(TaskState.CANCELLING, "its host is excluded: " + reason, edit.at));
            }
            case WAITING, READY, AWAITING_DECISION, UNKNOWN ->
                edit.change(place, t -> t.to(TaskState.EXCLUDED, "its host is excluded: " + reason, edit.at));
            case FAILED, TIMED_OUT -> {
                if (!task.passed()) {
                    edit.change(place, t -> t.to(TaskState.EXCLUDED, "its host is excluded: " + reason, edit.at));
                }
            }
            case CANCELLING, SUCCEEDED, SKIPPED, EXCLUDED, CANCELLED -> {}
        }
    }

    /** What runs on an excluded host for another host's task, such as a remedy, or for a task that is settled, ends. */
    private static void cancelForeign(RunEdit edit, String host, AttemptKey key) {
        Attempt attempt = edit.attempt(key);
        if (attempt.cancelling()) {
            return;
        }
        edit.cancel(key);
        Place place = edit.place(attempt.task());
        Task task = edit.task(place);
        if (task.live().filter(key::equals).isPresent()) {
            edit.change(place, t -> t.to(TaskState.CANCELLING, "host " + host + " is excluded", edit.at));
        }
    }

    static void included(RunEdit edit, HostIncluded event) {
        String name = event.host();
        edit.putHost(name, host -> host.excluded(false, host.reachable() ? "" : "unreachable"));
        for (int index : edit.index.stagesOf(name)) {
            StageState state = edit.stages.get(index);
            Track track = state.track(name);
            if (state.phase() == StageState.Phase.CLOSED || track.where() != Where.EXCLUDED) {
                continue;
            }
            mayEnter(edit, index, name);
        }
    }

    /** A host that was out of a stage may enter it, and goes on where it was. */
    static void mayEnter(RunEdit edit, int stage, String host) {
        edit.stand(stage, host, Where.OUTSIDE);
        Track track = edit.stages.get(stage).track(host);
        if (!track.tasks().isEmpty() && track.last().state() == TaskState.EXCLUDED) {
            Place place = edit.index.place(stage, track.tasks().size() - 1, host);
            edit.change(place, t -> {
                t.intent = Intent.usual(place.step(), host, t.restoring, t.restartDue);
                return t.to(TaskState.WAITING, "its host is included again", edit.at);
            });
        }
        StageState now = edit.stages.get(stage);
        if (edit.index.order(stage, host) < now.next() && !now.returned().contains(host)) {
            edit.putStage(stage, now.withEntry(now.next(), now.returned().plus(host)));
        }
        StageFold.skipExcluded(edit, edit.index.stage(stage));
    }

    /** Tasks of other hosts that were about to run something on this one. */
    static List<TaskKey> guests(RunState state, String host) {
        return state.host(host).queue().stream()
                .filter(task -> !task.host().equals(host))
                .toList();
    }
}
