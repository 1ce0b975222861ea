package dev.banksman.deploy.chaos;

import dev.banksman.proto.operator.v1.Attempt;
import dev.banksman.proto.operator.v1.Task;
import dev.banksman.proto.operator.v1.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Holds what the controller says of a run that has ended against what the steps wrote down themselves. Everything that
 * does not agree is a problem; double starts and lost results are counted besides.
 */
final class Reckoning {

    private static final String EXECUTE = "execute";

    private final String run;
    private final Map<String, Integer> starts;
    private final Map<String, Integer> ends;
    private final Set<String> destroyed;
    private final Map<String, String> decided;

    final List<String> problems = new ArrayList<>();

    /** How unknown outcomes ended, with how often. */
    final Map<String, Integer> unknown = new TreeMap<>();

    /** Attempts that printed all they had to, and those of which any part may be there. */
    final Set<String> whole = new TreeSet<>();

    final Set<String> broken = new TreeSet<>();

    int attempts;
    int doubleStarts;
    int lostResults;

    /**
     * @param destroyed attempts whose processes were killed
     * @param decided what people decided, by the attempt that it was about
     */
    Reckoning(String run, StepLedger ledger, Set<String> destroyed, Map<String, String> decided)
            throws java.io.IOException {
        this.run = run;
        this.starts = ledger.starts();
        this.ends = ledger.ends();
        this.destroyed = destroyed;
        this.decided = decided;
    }

    Reckoning of(List<Task> tasks) {
        var known = new TreeSet<String>();
        for (var task : tasks) {
            var list = task.getAttemptsList();
            for (int i = 0; i < list.size(); i++) {
                var attempt = list.get(i);
                if (attempt.getPurpose().equals(EXECUTE)) {
                    attempts++;
                    var id = run + "/" + task.getHost() + "/" + attempt.getNumber();
                    known.add(id);
                    check(task, attempt, id);
                    if (attempt.getOutcome().equals("UNKNOWN")) {
                        unknown.merge(howItEnded(task, id, list.subList(i + 1, list.size())), 1, Integer::sum);
                    }
                }
            }
            checkEnd(task);
        }
        starts.keySet().stream()
                .filter(id -> id.startsWith(run + "/") && !known.contains(id))
                .forEach(id -> problems.add(id + " was started, and the journal does not know it"));
        return this;
    }

    private void check(Task task, Attempt attempt, String id) {
        if (!ChaosRunbook.EXIT_CODES.containsKey(task.getStep())) {
            return;
        }
        int begun = starts.getOrDefault(id, 0);
        var what = id + " (" + task.getStep() + ", " + attempt.getOutcome() + " " + attempt.getMessage() + ")";
        if (begun > 1) {
            doubleStarts += begun - 1;
            problems.add(what + " was started " + begun + " times");
        }
        boolean excused = destroyed.contains(id);
        if (attempt.hasStartedAt() != (begun > 0) && !excused) {
            problems.add(what + ": the journal says " + (attempt.hasStartedAt() ? "started" : "not started")
                    + ", and on its disk are " + begun + " starts");
        }
        switch (attempt.getOutcome()) {
            case "SUCCEEDED", "FAILED" -> checkResult(task, attempt, id, what);
            case "TIMED_OUT" -> {
                if (!task.getStep().equals("overrun")) {
                    problems.add(what + " ends by itself, long before its time is over");
                }
                broken.add(id);
            }
            case "UNKNOWN" -> {
                if (!excused) {
                    lostResults++;
                    problems.add(what + ": nothing has killed it, and its end is not known"
                            + (ends.containsKey(id) ? "; it ended with " + ends.get(id) : ""));
                }
                broken.add(id);
            }
            case "NEVER_STARTED" -> {
                if (begun > 0) {
                    problems.add(what + " was started all the same");
                }
            }
            default -> problems.add(what + ": expected an end, as the run has ended");
        }
    }

    private void checkResult(Task task, Attempt attempt, String id, String what) {
        if (destroyed.contains(id) && attempt.getExitCode() == Victim.KILLED && !ends.containsKey(id)) {
            broken.add(id);
            return;
        }
        whole.add(id);
        var expected = ChaosRunbook.EXIT_CODES.get(task.getStep());
        if (!attempt.hasExitCode() || !ends.containsKey(id) || !expected.equals(ends.get(id))) {
            problems.add(what + ": expected an end with " + expected + ", found " + ends.get(id) + " on its disk");
        } else if (attempt.getExitCode() != expected) {
            lostResults++;
            problems.add(what + ": it ended with " + expected + ", and the journal says " + attempt.getExitCode());
        }
    }

    private void checkEnd(Task task) {
        var expected = switch (task.getStep()) {
            case "overrun" -> TaskState.TASK_STATE_TIMED_OUT;
            case "stubborn" -> TaskState.TASK_STATE_FAILED;
            default -> TaskState.TASK_STATE_SUCCEEDED;
        };
        if (task.getState() != expected) {
            problems.add(task.getStep() + " on " + task.getHost() + ": expected " + expected + ", found "
                    + task.getState() + " " + task.getReason());
        }
    }

    /** What became of the task, and whether whoever went on with it was allowed to. */
    private String howItEnded(Task task, String id, List<Attempt> later) {
        var person = decided.get(id);
        if (person != null) {
            return person;
        }
        boolean repeated =
                later.stream().anyMatch(attempt -> attempt.getPurpose().equals(EXECUTE));
        if (ChaosRunbook.PROBED.contains(task.getStep())
                && !later.isEmpty()
                && !later.getFirst().getPurpose().equals(EXECUTE)) {
            return repeated ? "done-when asked: not done, repeated" : "done-when asked: done";
        }
        if (repeated && ChaosRunbook.REPEATABLE.contains(task.getStep())) {
            return "repeatable: repeated by itself";
        }
        problems.add(id + " (" + task.getStep() + ") is unknown, and " + (repeated ? "was repeated" : "went on")
                + " without anybody's leave");
        return "without leave";
    }
}
