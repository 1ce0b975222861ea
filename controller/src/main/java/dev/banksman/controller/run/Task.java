package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunEvent.DecisionTaken;
import dev.banksman.controller.run.RunView.AttemptView;
import dev.banksman.controller.run.RunView.Question;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task that its host has reached. Tasks that still wait are not kept: a run of 500,000 tasks holds those in work and
 * those behind it.
 *
 * @param parked READY, but its retry timer has not fired yet
 * @param passed failed, and its host went on ({@code on-failure: continue})
 * @param aside nobody's requirement: it did not apply, or its host was excluded
 * @param live the attempt that is out for it
 * @param decided the last decision on it
 * @param restartDue the step is done, and its host is to be restarted since this start; empty when it is not
 * @param restoring the run was taken back to it, and its restore point's state is not there yet
 * @param sinceDecision number of attempts there were at the last decision; later ones are the core's own
 */
record Task(
        TaskState state,
        String reason,
        Instant since,
        Intent intent,
        boolean parked,
        boolean passed,
        boolean aside,
        List<AttemptView> attempts,
        Map<String, String> outputs,
        Optional<AttemptKey> live,
        Optional<Question> question,
        Optional<DecisionTaken> decided,
        Optional<String> restartDue,
        boolean restoring,
        int sinceDecision) {

    static Task reached(TaskState state, String reason, Instant since, Intent intent, boolean aside) {
        return new Task(
                state,
                reason,
                since,
                intent,
                false,
                false,
                aside,
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                0);
    }

    TaskEdit edit() {
        return new TaskEdit(this);
    }

    /** Its host may go on to the next step. */
    boolean through() {
        return state == TaskState.SUCCEEDED || state == TaskState.SKIPPED || passed;
    }

    /** Nothing more comes of it by itself or by late word from an agent. */
    boolean settled() {
        return switch (state) {
            case SUCCEEDED, SKIPPED, EXCLUDED, CANCELLED -> true;
            case FAILED, TIMED_OUT -> true;
            case WAITING, READY, DISPATCHED, RUNNING, AWAITING_DECISION, CANCELLING, UNKNOWN -> false;
        };
    }

    /** Whether an attempt's word moves it: the attempt that is out for it, or late word while nothing else has come. */
    boolean takes(AttemptKey attempt, boolean running) {
        return live.isPresent() ? live.get().equals(attempt) : running && !settled();
    }

    /** Asked because something went wrong, and not by a gate or an interlock. */
    boolean asksAfterTrouble() {
        return question.isPresent()
                && question.get().interlock().isEmpty()
                && !question.get().choices().contains(RunInput.DecisionKind.REJECT);
    }

    /** Counts as a failure of its host. */
    boolean troubled() {
        return switch (state) {
            case FAILED, TIMED_OUT, UNKNOWN -> !passed;
            case AWAITING_DECISION -> asksAfterTrouble();
            case WAITING, READY, DISPATCHED, RUNNING, CANCELLING, SUCCEEDED, SKIPPED, EXCLUDED, CANCELLED -> false;
        };
    }

    /** How often an attempt for this purpose ended in one of these ways since a person last decided. */
    long ended(Purpose purpose, Outcome... outcomes) {
        return attempts.subList(sinceDecision, attempts.size()).stream()
                .filter(a -> a.purpose() == purpose)
                .flatMap(a -> a.result().stream())
                .filter(r -> List.of(outcomes).contains(r.outcome()))
                .count();
    }

    /** How many of the newest attempts, one after another, never began. */
    int notBegun() {
        int count = 0;
        for (int i = attempts.size() - 1; i >= sinceDecision; i--) {
            if (attempts.get(i)
                    .result()
                    .filter(r -> r.outcome() == Outcome.NEVER_STARTED)
                    .isEmpty()) {
                break;
            }
            count++;
        }
        return count;
    }
}
