package dev.banksman.controller.plan;

import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.runbook.Runbook.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The longest chain of stages, if every step takes all the time it is allowed, every retry is used, and gates take the
 * time they say. An upper bound from the plan alone; forecasts from measured durations come from rehearsals.
 *
 * @param atMost zero for a plan without stages
 * @param stages the chain, first to last
 * @param untimedGates gates on the chain that do not say how long they take; they count as nothing
 */
public record CriticalPath(Duration atMost, List<String> stages, int untimedGates) {

    public static CriticalPath of(Plan plan) {
        var stages = plan.stages();
        var ends = new ArrayList<Duration>();
        var before = new ArrayList<Integer>();
        var last = -1;
        for (var stage : stages) {
            var latest = -1;
            for (var need : stage.needs()) {
                if (latest < 0 || ends.get(need).compareTo(ends.get(latest)) > 0) {
                    latest = need;
                }
            }
            before.add(latest);
            ends.add((latest < 0 ? Duration.ZERO : ends.get(latest)).plus(atMost(stage)));
            if (last < 0 || ends.get(stage.index()).compareTo(ends.get(last)) > 0) {
                last = stage.index();
            }
        }
        var chain = new ArrayList<PlannedStage>();
        for (var i = last; i >= 0; i = before.get(i)) {
            chain.addFirst(stages.get(i));
        }
        return new CriticalPath(
                last < 0 ? Duration.ZERO : ends.get(last),
                chain.stream().map(PlannedStage::name).toList(),
                (int) chain.stream()
                        .flatMap(stage -> stage.steps().stream())
                        .flatMap(step -> step.gate().stream())
                        .filter(gate -> gate.expectedDuration().isEmpty())
                        .count());
    }

    /** How long a stage takes at most: hosts enter as others leave, in as many rounds as the limit makes. */
    public static Duration atMost(PlannedStage stage) {
        var host = stage.steps().stream()
                .filter(step -> step.leftOut().size() < stage.hosts().size())
                .map(CriticalPath::atMost)
                .reduce(Duration.ZERO, Duration::plus);
        var canary = stage.limit().canary();
        var rounds = Math.ceilDiv(stage.hosts().size() - canary, stage.limit().batch()) + (canary > 0 ? 1 : 0);
        return host.multipliedBy(rounds).plus(canary > 0 ? stage.limit().soak() : Duration.ZERO);
    }

    private static Duration atMost(PlannedStep step) {
        if (step.gate().isPresent()) {
            return step.gate().get().expectedDuration().orElse(Duration.ZERO);
        }
        return step.retry().map(retry -> atMost(step.timeout(), retry)).orElse(step.timeout());
    }

    private static Duration atMost(Duration timeout, Retry retry) {
        var sum = timeout;
        var wait = retry.backoff();
        for (var i = 0; i < retry.attempts(); i++) {
            sum = sum.plus(wait).plus(timeout);
            wait = wait.multipliedBy(2).compareTo(retry.maxBackoff()) > 0 ? retry.maxBackoff() : wait.multipliedBy(2);
        }
        return sum;
    }
}
