package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.AttemptResult;
import dev.banksman.controller.run.RunInput.DecisionKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What may be read of a run's state. Immutable: a view taken once stays as it was. {@link RunState} is one.
 */
public interface RunView {

    String run();

    Plan plan();

    RunPhase phase();

    boolean paused();

    /** True while some task awaits a decision other than a gate's, or the whole run is held. */
    boolean held();

    /** Why the whole run is held, when it is. */
    Optional<String> holdReason();

    /** What the forecast says, while it passes the end of the maintenance window; the run need not be held for it. */
    Optional<String> windowRisk();

    String startedBy();

    Optional<Instant> startedAt();

    Optional<Instant> endedAt();

    long term();

    /** Number of events folded. */
    long position();

    /** Current generation of every task, in the plan's order. Lazy: a run may have 500,000. */
    Stream<TaskView> tasks();

    Optional<TaskView> task(String stage, String step, String host);

    /** Number of tasks in each state, kept while folding: costs nothing to read. */
    Map<TaskState, Integer> taskCounts();

    /** Tasks that await a decision, gates included, oldest first. */
    List<TaskView> awaitingDecision();

    List<HostView> hosts();

    /** Restore points that have been reached and no point of no return lies behind, in the plan's order. */
    List<String> restorePoints();

    /** 1, and one more each time the run was taken back to a restore point. */
    int generation();

    /**
     * @param since when it came into this state
     * @param restoring the run was taken back to it, and its restore point's state is not there yet
     * @param decided the last decision on it
     */
    record TaskView(
            TaskKey key,
            String title,
            TaskState state,
            String reason,
            Instant since,
            boolean gate,
            boolean check,
            List<AttemptView> attempts,
            Map<String, String> outputs,
            Optional<Question> question,
            boolean restoring,
            Optional<DecisionKind> decided) {}

    /**
     * What a person is asked.
     *
     * @param interlock the one that keeps the task from starting, when that is why
     */
    record Question(
            String why, List<String> remedies, Optional<String> interlock, List<DecisionKind> choices, Instant asked) {}

    record AttemptView(
            AttemptKey attempt,
            Purpose purpose,
            Instant dispatched,
            Optional<Instant> started,
            Optional<AttemptResult> result,
            boolean adopted) {}

    record HostView(String host, boolean reachable, boolean excluded, boolean failed, String note) {}
}
