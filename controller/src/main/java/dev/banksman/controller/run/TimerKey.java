package dev.banksman.controller.run;

import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;

/** What a timer is for; equal keys are the same timer. */
public sealed interface TimerKey {

    /** An attempt whose host says nothing must have ended by now. */
    record Overdue(AttemptKey attempt) implements TimerKey {}

    /** A repeatable task may be tried again. */
    record RetryDue(TaskKey task) implements TimerKey {}

    /** The canaries of a stage have been through long enough. */
    record Soaked(String stage) implements TimerKey {}

    /** The maintenance window opens, or closes. */
    record Window(boolean opens) implements TimerKey {}
}
