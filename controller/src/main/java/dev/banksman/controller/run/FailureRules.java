package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedRemedy;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.PlanIndex.Place;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.runbook.Runbook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows when an attempt did not end well: another try, a person, or nothing more. Asked right after the event,
 * while the run is RUNNING.
 */
final class FailureRules {
    private FailureRules() {}

    /**
     * @param attempt whose end has just been folded
     */
    static void after(Draft draft, Attempt attempt) {
        Place place = draft.state().index.place(attempt.task()).orElseThrow();
        Task task = draft.task(place);
        if (draft.state().phase() != RunPhase.RUNNING || task.live().isPresent()) {
            return;
        }
        switch (task.state()) {
            case READY -> afterNoBeginning(draft, place, task);
            case UNKNOWN -> afterUnknown(draft, place, task, attempt);
            case FAILED, TIMED_OUT -> {
                if (!task.passed()) {
                    afterFailure(draft, place, task, attempt);
                }
            }
            case WAITING,
                    DISPATCHED,
                    RUNNING,
                    AWAITING_DECISION,
                    CANCELLING,
                    SUCCEEDED,
                    SKIPPED,
                    EXCLUDED,
                    CANCELLED -> {}
        }
    }

    private static void afterNoBeginning(Draft draft, Place place, Task task) {
        int times = task.notBegun();
        if (times == 0) {
            return;
        }
        if (times > Limits.AUTOMATIC_TRIES) {
            ask(draft, place, "its attempts never began, " + times + " times in a row: " + lastWord(task));
            return;
        }
        wait(draft, place, Limits.NOT_BEGUN_WAIT.multipliedBy(1L << (times - 1)));
    }

    private static void afterUnknown(Draft draft, Place place, Task task, Attempt attempt) {
        PlannedStep step = place.step();
        boolean looksOnly = attempt.purpose() == Purpose.PROBE && !attempt.asked();
        boolean canRepeat = attempt.purpose() == Purpose.EXECUTE
                && (step.repeatable() || step.check() || step.doneWhen().isPresent());
        long times = task.ended(attempt.purpose(), Outcome.UNKNOWN);
        if ((looksOnly || canRepeat) && times <= Limits.AUTOMATIC_TRIES) {
            draft.move(
                    place,
                    TaskState.READY,
                    task.reason()
                            + (step.doneWhen().isPresent() ? "; asking whether it is done" : "; it may be repeated"));
        } else {
            ask(draft, place, task.reason());
        }
    }

    private static void afterFailure(Draft draft, Place place, Task task, Attempt attempt) {
        PlannedStep step = place.step();
        if (attempt.purpose() != Purpose.EXECUTE) {
            ask(draft, place, task.reason());
            return;
        }
        long failures =
                task.ended(Purpose.EXECUTE, Outcome.FAILED, Outcome.TIMED_OUT, Outcome.UNKNOWN, Outcome.CANCELLED);
        Optional<Runbook.Retry> retry = step.retry().filter(r -> step.repeatable() || step.check());
        if (retry.isPresent() && failures <= retry.get().attempts()) {
            draft.move(
                    place,
                    TaskState.READY,
                    task.reason() + "; retry " + failures + " of " + retry.get().attempts());
            wait(draft, place, backoff(retry.get(), failures, attempt.key()));
            return;
        }
        switch (step.onFailure()) {
            case HOLD -> ask(draft, place, task.reason());
            case CONTINUE ->
                draft.emit(new RunEvent.TaskPassed(
                        place.key(), "the runbook says to continue after a failure", draft.at()));
            case FAIL -> {}
        }
    }

    /** The agent will never take it as it is: another try would end the same. */
    static void afterRefusal(Draft draft, Attempt attempt, String reason, String message) {
        Place place = draft.state().index.place(attempt.task()).orElseThrow();
        if (draft.task(place).state() == TaskState.READY) {
            ask(draft, place, "its agent refused it (" + reason + "): " + message);
        }
    }

    private static void wait(Draft draft, Place place, Duration wait) {
        draft.emit(new RunEvent.TimerSet(
                new TimerKey.RetryDue(place.key()), draft.at().plus(wait), draft.at()));
    }

    /**
     * Doubles, up to a limit, and is spread by an amount that depends on the attempt alone: a replay waits the same.
     */
    static Duration backoff(Runbook.Retry retry, long failures, AttemptKey key) {
        double factor = Math.pow(2, (double) Math.min(failures - 1, 30));
        double millis = Math.min((double) retry.backoff().toMillis() * factor, (double)
                retry.maxBackoff().toMillis());
        long mixed = key.toString().hashCode() * 0x9E3779B97F4A7C15L;
        double spread = (double) (mixed >>> 11) / (double) (1L << 53) * 2 - 1;
        return Duration.ofMillis(Math.max(0, Math.round(millis * (1 + retry.jitter() * spread))));
    }

    /** Puts a task before a person, with everything that can be chosen. */
    static void ask(Draft draft, Place place, String why) {
        RunState state = draft.state();
        Task task = draft.task(place);
        List<PlannedRemedy> remedies = matching(state, place, task);
        var choices = new ArrayList<DecisionKind>();
        if (place.step().gate().isPresent()) {
            choices.add(DecisionKind.APPROVE);
        } else {
            choices.add(DecisionKind.RETRY);
            if (place.step().doneWhen().isPresent() && !task.restoring()) {
                choices.add(DecisionKind.PROBE);
            }
            choices.add(DecisionKind.MARK_DONE);
            if (remedies.stream().anyMatch(r -> r.tryAction().isPresent())) {
                choices.add(DecisionKind.RUN_REMEDY);
            }
            if (place.step().undo() instanceof Runbook.Undo.By && !task.restoring()) {
                choices.add(DecisionKind.UNDO);
            }
        }
        if (!task.restoring()) {
            choices.add(DecisionKind.SKIP);
        }
        choices.addAll(RestoreRules.choice(state));
        choices.add(DecisionKind.EXCLUDE_HOST);
        choices.add(DecisionKind.ABORT);
        draft.emit(new RunEvent.DecisionAsked(
                place.key(),
                why,
                remedies.stream().map(PlannedRemedy::name).toList(),
                Optional.empty(),
                List.copyOf(choices),
                draft.at()));
    }

    private static List<PlannedRemedy> matching(RunState state, Place place, Task task) {
        Optional<AttemptResult> last = lastFailure(task);
        if (last.isEmpty()) {
            return List.of();
        }
        return state.index.plan.remedies().stream()
                .filter(remedy -> state.index.appliesTo(remedy, place))
                .filter(remedy -> remedy.exitCode().isEmpty()
                        || remedy.exitCode().equals(last.get().exitCode()))
                .filter(remedy -> state.index.shows(remedy, Texts.searched(last.get())))
                .toList();
    }

    /** The newest end of the step itself: a probe or a remedy after it does not hide it. */
    private static Optional<AttemptResult> lastFailure(Task task) {
        return task.attempts().reversed().stream()
                .filter(a -> a.purpose() == Purpose.EXECUTE)
                .flatMap(a -> a.result().stream())
                .filter(r -> r.outcome() != Outcome.SUCCEEDED && r.outcome() != Outcome.NEVER_STARTED)
                .findFirst();
    }

    private static String lastWord(Task task) {
        return task.attempts().getLast().result().map(Texts::result).orElse("");
    }
}
