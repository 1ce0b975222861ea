package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.proto.agent.v1.Action;
import java.time.Duration;

/**
 * An attempt that may be alive on its host: from its dispatch to its end, given up or not. What is left of it after
 * that is in its task.
 *
 * @param boot identity of its host's start under which it was sent last; empty when that was not known
 * @param acknowledged the agent has said that it has it
 * @param cancelling it has been asked to end
 * @param overdue its time is up and its host cannot be reached
 */
record Attempt(
        AttemptKey key,
        TaskKey task,
        Purpose purpose,
        boolean asked,
        Action action,
        String boot,
        Duration timeAllowed,
        AttemptState state,
        boolean acknowledged,
        boolean cancelling,
        boolean overdue,
        boolean adopted) {

    Attempt in(AttemptState next) {
        AttemptMoves.TABLE.require(state, next, () -> "attempt " + key);
        return new Attempt(
                key,
                task,
                purpose,
                asked,
                action,
                boot,
                timeAllowed,
                next,
                acknowledged || next == AttemptState.ACCEPTED || next == AttemptState.RUNNING,
                cancelling,
                overdue && next == AttemptState.GIVEN_UP,
                adopted);
    }

    /** Its host has been started anew before it had it. */
    Attempt under(String start) {
        return new Attempt(
                key,
                task,
                purpose,
                asked,
                action,
                start,
                timeAllowed,
                state,
                acknowledged,
                cancelling,
                overdue,
                adopted);
    }

    Attempt asCancelling() {
        return new Attempt(
                key, task, purpose, asked, action, boot, timeAllowed, state, acknowledged, true, overdue, adopted);
    }

    Attempt asOverdue() {
        return new Attempt(
                key, task, purpose, asked, action, boot, timeAllowed, state, acknowledged, cancelling, true, adopted);
    }

    Attempt asAdopted() {
        return new Attempt(
                key, task, purpose, asked, action, boot, timeAllowed, state, acknowledged, cancelling, overdue, true);
    }

    /** What it does restarts its host. */
    boolean reboots() {
        return action.hasReboot();
    }

    /** It takes its host's place: nothing else of this run may start there. */
    boolean live() {
        return state != AttemptState.GIVEN_UP;
    }
}
