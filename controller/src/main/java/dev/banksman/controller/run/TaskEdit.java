package dev.banksman.controller.run;

import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.RunEvent.DecisionTaken;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunView.AttemptView;
import dev.banksman.controller.run.RunView.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A task while one event changes it. Lives within one call. */
final class TaskEdit {
    TaskState state;
    String reason;
    Instant since;
    Intent intent;
    boolean parked;
    boolean passed;
    boolean aside;
    List<AttemptView> attempts;
    Map<String, String> outputs;
    Optional<AttemptKey> live;
    Optional<Question> question;
    Optional<DecisionTaken> decided;
    Optional<String> restartDue;
    boolean restoring;
    int sinceDecision;

    TaskEdit(Task task) {
        state = task.state();
        reason = task.reason();
        since = task.since();
        intent = task.intent();
        parked = task.parked();
        passed = task.passed();
        aside = task.aside();
        attempts = task.attempts();
        outputs = task.outputs();
        live = task.live();
        question = task.question();
        decided = task.decided();
        restartDue = task.restartDue();
        restoring = task.restoring();
        sinceDecision = task.sinceDecision();
    }

    TaskEdit to(TaskState next, String why, Instant at) {
        if (next != state) {
            since = at;
        }
        state = next;
        reason = why;
        restoring &= next != TaskState.SUCCEEDED;
        parked = false;
        if (next != TaskState.AWAITING_DECISION) {
            question = Optional.empty();
        }
        return this;
    }

    /** The last decision on it was to go on without it. */
    boolean skippedByPerson() {
        return decided.filter(decision -> decision.kind() == DecisionKind.SKIP).isPresent();
    }

    TaskEdit add(AttemptView attempt) {
        var longer = new ArrayList<>(attempts);
        longer.add(attempt);
        attempts = List.copyOf(longer);
        return this;
    }

    TaskEdit change(AttemptKey key, UnaryOperator<AttemptView> change) {
        attempts = attempts.stream()
                .map(a -> a.attempt().equals(key) ? change.apply(a) : a)
                .toList();
        return this;
    }

    TaskEdit ended(AttemptKey key, AttemptResult result) {
        return change(
                key,
                a -> new AttemptView(
                        a.attempt(), a.purpose(), a.dispatched(), a.started(), Optional.of(result), a.adopted()));
    }

    Task done() {
        return new Task(
                state,
                reason,
                since,
                intent,
                parked,
                passed,
                aside,
                attempts,
                outputs,
                live,
                question,
                decided,
                restartDue,
                restoring,
                sinceDecision);
    }
}
