package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything takes the time that it usually takes, and goes well but for the faults that were asked for. */
final class FaultyAnswers implements Answers {

    private static final String ASKED_FOR = "as the simulation was asked to show";

    private final Pace pace;
    private final List<Fault> faults;
    private final Set<TaskKey> mended = new HashSet<>();
    /** Faults that strike once, with the task they have struck. */
    private final Set<List<Object>> struck = new HashSet<>();

    FaultyAnswers(Pace pace, List<Fault> faults) {
        this.pace = pace;
        this.faults = List.copyOf(faults);
    }

    @Override
    public void mended(TaskKey task) {
        mended.add(task);
    }

    @Override
    public Answer to(TaskKey task, Purpose purpose, Duration timeAllowed) {
        return switch (purpose) {
            case EXECUTE -> execute(task, timeAllowed);
            case PROBE -> Answer.of(Duration.ZERO, Outcome.FAILED, "not done");
            case UNDO, REMEDY, RESTORE -> Answer.succeeded(Pace.GUESSED_ACTION);
            case REBOOT -> Answer.succeeded(Pace.GUESSED_RESTART);
        };
    }

    private Answer execute(TaskKey task, Duration timeAllowed) {
        Duration usual = pace.of(task).median();
        for (Fault fault : faults) {
            if (fault.strikes(task)) {
                Optional<Answer> answer = strike(fault, task, usual, timeAllowed);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
        }
        return Answer.succeeded(usual);
    }

    private Optional<Answer> strike(Fault fault, TaskKey task, Duration usual, Duration timeAllowed) {
        boolean looked = mended.contains(task);
        return switch (fault.kind()) {
            case FAIL ->
                looked ? Optional.empty() : Optional.of(Answer.of(usual, Outcome.FAILED, "it fails, " + ASKED_FOR));
            case TIMEOUT -> looked ? Optional.empty() : Optional.of(timedOut(timeAllowed));
            case SLOW -> {
                var slow = Duration.ofMillis(Math.round((double) usual.toMillis() * fault.times()));
                boolean tooSlow = slow.compareTo(timeAllowed) > 0;
                yield looked && tooSlow
                        ? Optional.empty()
                        : Optional.of(tooSlow ? timedOut(timeAllowed) : Answer.succeeded(slow));
            }
            case UNKNOWN ->
                once(fault, task)
                        ? Optional.of(Answer.of(usual, Outcome.UNKNOWN, "what became of it is lost, " + ASKED_FOR))
                        : Optional.empty();
            case UNREACHABLE ->
                once(fault, task)
                        ? Optional.of(
                                new Answer(usual, Answers.result(Outcome.SUCCEEDED, ""), Optional.of(fault.away())))
                        : Optional.empty();
        };
    }

    private boolean once(Fault fault, TaskKey task) {
        return struck.add(List.of(fault, task));
    }

    private static Answer timedOut(Duration timeAllowed) {
        return Answer.of(timeAllowed, Outcome.TIMED_OUT, "its time is over, " + ASKED_FOR);
    }

    @Override
    public Answer toRest(TaskKey task, Purpose purpose, Duration elapsed) {
        throw new IllegalStateException("a simulation begins with its run; nothing is under way before: " + task);
    }
}
