package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.simulate.Chance;
import java.time.Duration;

/**
 * Everything succeeds, after a time that was seen before. A probe says at once that the step is not done: the time of
 * probes is part of the task's.
 */
final class DrawnAnswers implements Answers {

    private final Pace pace;
    private final Chance chance;

    DrawnAnswers(Pace pace, Chance chance) {
        this.pace = pace;
        this.chance = chance;
    }

    @Override
    public Answer to(TaskKey task, Purpose purpose, Duration timeAllowed) {
        return toRest(task, purpose, Duration.ZERO);
    }

    @Override
    public Answer toRest(TaskKey task, Purpose purpose, Duration elapsed) {
        return switch (purpose) {
            case EXECUTE -> {
                Spread spread = pace.of(task);
                yield Answer.succeeded(elapsed.isZero() ? spread.draw(chance) : spread.drawRest(elapsed, chance));
            }
            case PROBE -> Answer.of(Duration.ZERO, Outcome.FAILED, "not done");
            case UNDO, REMEDY, RESTORE -> Answer.succeeded(left(Pace.GUESSED_ACTION, elapsed));
            case REBOOT -> Answer.succeeded(left(Pace.GUESSED_RESTART, elapsed));
        };
    }

    private static Duration left(Duration of, Duration elapsed) {
        return elapsed.compareTo(of) >= 0 ? elapsed.dividedBy(10) : of.minus(elapsed);
    }
}
