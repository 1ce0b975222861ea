package dev.banksman.controller.simulate;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import java.time.Duration;
import java.util.Optional;

/** Commands that mostly succeed. */
final class RandomBehaviour implements Behaviour {
    private final Chance chance;

    RandomBehaviour(Chance chance) {
        this.chance = chance;
    }

    @Override
    public Course of(AttemptKey attempt, TaskKey task, Purpose purpose) {
        double luck = chance.fraction();
        double good = purpose == Purpose.PROBE ? 0.3 : 0.85;
        Outcome outcome;
        if (luck < good) {
            outcome = Outcome.SUCCEEDED;
        } else if (luck < 0.96) {
            outcome = Outcome.FAILED;
        } else if (luck < 0.98) {
            outcome = Outcome.TIMED_OUT;
        } else {
            outcome = luck < 0.99 ? Outcome.UNKNOWN : Outcome.NEVER_STARTED;
        }
        return new Course(
                chance.upTo(Duration.ofMinutes(3)),
                Results.of(outcome, outcome == Outcome.FAILED ? Optional.of(1603) : Optional.empty()));
    }
}
