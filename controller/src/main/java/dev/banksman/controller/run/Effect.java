package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.proto.agent.v1.Action;
import dev.banksman.proto.agent.v1.OutputRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Something to be done outside, derived from the state and never stored. Doing one twice is harmless: each carries the
 * identity by which its receiver recognises it.
 */
public sealed interface Effect {

    /** Send this attempt to its host, now and after each hello that does not list it. */
    record Dispatch(
            AttemptKey attempt,
            TaskKey task,
            Purpose purpose,
            Action action,
            List<OutputRule> outputs,
            Duration timeAllowed,
            Duration grace)
            implements Effect {}

    /** Ask the host to end this attempt. */
    record Cancel(AttemptKey attempt, String reason) implements Effect {}

    /** Tell the host that this attempt's end is durable. */
    record Acknowledge(AttemptKey attempt) implements Effect {}

    /** Feed {@link RunInput.TimerFired} at this time. Replaces an earlier time of the same timer. */
    record SetTimer(TimerKey timer, Instant due) implements Effect {}

    /** The run is over: its loop can end, its hosts are free. */
    record Finish() implements Effect {}
}
