package dev.banksman.controller.simulate;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import java.time.Duration;

/** How commands behave on the simulated hosts. Asked once when an attempt begins. */
public interface Behaviour {

    /** How long it takes, and how it ends if nothing comes in between. */
    Course of(AttemptKey attempt, TaskKey task, Purpose purpose);

    record Course(Duration takes, AttemptResult result) {}
}
