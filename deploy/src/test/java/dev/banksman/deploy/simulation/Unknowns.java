package dev.banksman.deploy.simulation;

import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput.DecisionKind;
import dev.banksman.controller.run.RunInput.Target;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Follows attempts of which it was not known how they ended: who, or what, went on with their task first. */
final class Unknowns {

    private final Map<AttemptKey, TaskKey> tasks = new HashMap<>();
    private final Map<AttemptKey, Optional<String>> ends = new LinkedHashMap<>();

    void take(RunEvent event) {
        switch (event) {
            case RunEvent.AttemptDispatched e -> {
                settle(e.task(), e.purpose() == Purpose.EXECUTE ? "repeated by itself" : "its probe was asked");
                tasks.put(e.attempt(), e.task());
            }
            case RunEvent.AttemptEnded e -> {
                if (e.result().outcome() == Outcome.UNKNOWN) {
                    ends.putIfAbsent(e.attempt(), Optional.empty());
                } else if (e.late()) {
                    settle(e.attempt(), "its host told the end late");
                }
            }
            case RunEvent.DecisionTaken e ->
                tasks.values().stream()
                        .distinct()
                        .filter(task -> e.kind() == DecisionKind.ABORT || about(e.target(), task))
                        .toList()
                        .forEach(task -> settle(task, "a person decided: " + e.kind()));
            case RunEvent.RunEnded e ->
                tasks.values().stream()
                        .distinct()
                        .toList()
                        .forEach(task -> settle(task, "the run ended before anybody decided"));
            default -> {}
        }
    }

    private static boolean about(Target target, TaskKey task) {
        return target.host().filter(task.host()::equals).isPresent()
                && target.stage().map(task.stage()::equals).orElse(true)
                && target.step().map(task.step()::equals).orElse(true);
    }

    private void settle(TaskKey task, String how) {
        ends.keySet().stream()
                .filter(attempt -> task.equals(tasks.get(attempt)))
                .forEach(attempt -> settle(attempt, how));
    }

    private void settle(AttemptKey attempt, String how) {
        ends.computeIfPresent(attempt, (key, before) -> Optional.of(before.orElse(how)));
    }

    /** With how often. */
    Map<String, Long> howTheyEnded() {
        var how = new TreeMap<String, Long>();
        ends.values().forEach(end -> how.merge(end.orElse("open"), 1L, Long::sum));
        return how;
    }
}
