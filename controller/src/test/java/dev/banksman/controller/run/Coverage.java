package dev.banksman.controller.run;

import dev.banksman.controller.run.Moves.Move;
import dev.banksman.controller.run.PlanIndex.Place;
import java.util.HashSet;
import java.util.Set;

/** Which legal moves have been taken since this program began. Compares states, so it needs small plans. */
public final class Coverage {
    private static final Set<String> TAKEN = new HashSet<>();

    private Coverage() {}

    public static synchronized void record(RunState before, RunState after, RunEvent event) {
        taken("run", before.phase(), after.phase());
        before.index
                .plan
                .stages()
                .forEach(stage -> stage.hosts().forEach(host -> {
                    if (before.stages.get(stage.index()).track(host)
                                    == after.stages.get(stage.index()).track(host)
                            && before.phase() == after.phase()) {
                        return;
                    }
                    stage.steps().forEach(step -> {
                        Place place = new Place(stage, step, host);
                        taken(
                                "task",
                                Views.task(before, place).state(),
                                Views.task(after, place).state());
                    });
                }));
        before.attempts.values().forEach(attempt -> {
            Attempt now = after.attempts.get(attempt.key());
            taken(
                    "attempt",
                    attempt.state(),
                    now != null
                            ? now.state()
                            : event instanceof RunEvent.AttemptRefused ? AttemptState.REFUSED : AttemptState.ENDED);
        });
    }

    private static void taken(String thing, Enum<?> from, Enum<?> to) {
        if (from != to) {
            TAKEN.add(thing + " " + from + " " + to);
        }
    }

    static synchronized boolean taken(String thing, Move<?> move) {
        return TAKEN.contains(thing + " " + move.from() + " " + move.to());
    }

    static synchronized Set<String> all() {
        return Set.copyOf(TAKEN);
    }
}
