package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What hosts answer in a rehearsal. For one thread, and for one rehearsal. */
interface Answers {

    /** To an attempt that was just sent. */
    Answer to(TaskKey task, Purpose purpose, Duration timeAllowed);

    /** To an attempt that has been under way for a while. */
    Answer toRest(TaskKey task, Purpose purpose, Duration elapsed);

    /** A person has looked at a task that did not end well, and let it be tried again. */
    default void mended(TaskKey task) {}

    /**
     * @param takes from the order to the end
     * @param away how long the host is unreachable from the moment at which the attempt begins; the attempt goes on
     */
    record Answer(Duration takes, AttemptResult result, Optional<Duration> away) {
        static Answer of(Duration takes, Outcome outcome, String message) {
            return new Answer(takes, Answers.result(outcome, message), Optional.empty());
        }

        static Answer succeeded(Duration takes) {
            return of(takes, Outcome.SUCCEEDED, "");
        }
    }

    static AttemptResult result(Outcome outcome, String message) {
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
}
