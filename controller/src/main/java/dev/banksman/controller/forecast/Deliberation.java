package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.TaskKey;
import java.time.Duration;
import java.util.Optional;

/** How long people take to answer in a rehearsal. */
@FunctionalInterface
interface Deliberation {

    /** Gates stop the clock: so do all other questions. */
    Deliberation AT_ONCE = (task, gate, waited) -> Duration.ZERO;

    /**
     * @param task empty when the run as a whole is held
     * @param waited how long it has been before them when the rehearsal begins
     */
    Duration before(Optional<TaskKey> task, boolean gate, Duration waited);

    /** Gates take what they usually take, anything else a given time. */
    static Deliberation usual(Pace pace, Duration otherwise) {
        return (task, gate, waited) -> {
            Duration takes = task.filter(key -> gate)
                    .map(key -> pace.of(key).median())
                    .orElse(otherwise)
                    .minus(waited);
            return takes.isNegative() ? Duration.ZERO : takes;
        };
    }
}
