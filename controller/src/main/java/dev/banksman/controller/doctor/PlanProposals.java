package dev.banksman.controller.doctor;

import dev.banksman.controller.doctor.Finding.Verdict;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.Outputs;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.Purpose;
import dev.banksman.controller.plan.Plan.Resolved;
import dev.banksman.controller.plan.PlanExpander;
import dev.banksman.controller.plan.PlanExpander.Decided;
import dev.banksman.proto.agent.v1.Proposal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a plan has for each host, as far as it can be told before the run. Values that earlier steps have yet to give are
 * not guessed: an action that needs one is said to be undecidable. Safe for use by many threads.
 */
final class PlanProposals {

    /** In the place of the run's id, which there is none of yet. */
    private static final String NO_RUN = "not-started";

    private final Plan plan;
    private final PlanExpander expander;
    private final List<Set<String>> hosts;

    PlanProposals(Plan plan) {
        this.plan = plan;
        this.expander = PlanExpander.of(plan);
        this.hosts = plan.stages().stream()
                .<Set<String>>map(stage -> new HashSet<>(stage.hosts()))
                .toList();
    }

    /** For one host: what its agent is to be asked, and what can be said without asking. */
    record Told(List<Proposal> proposals, List<Finding> findings) {}

    Told on(String host) {
        var proposals = new ArrayList<Proposal>();
        var findings = new ArrayList<Finding>();
        var first = true;
        for (var stage : plan.stages()) {
            if (!hosts.get(stage.index()).contains(host)) {
                continue;
            }
            for (var step : stage.steps()) {
                if (leftOut(stage, step, host)) {
                    continue;
                }
                if (step.action().isPresent()) {
                    add(stage, step, host, Purpose.EXECUTE, first, proposals, findings);
                }
                if (step.doneWhen().isPresent()) {
                    add(stage, step, host, Purpose.PROBE, first, proposals, findings);
                }
                first = first && step.check();
            }
        }
        return new Told(List.copyOf(proposals), List.copyOf(findings));
    }

    /** What depends on outputs may apply, so it is looked at. */
    private boolean leftOut(PlannedStage stage, PlannedStep step, String host) {
        return expander.condition(stage.index(), step.index(), host, new Unknown(), NO_RUN) instanceof Decided.LeftOut;
    }

    private void add(
            PlannedStage stage,
            PlannedStep step,
            String host,
            Purpose purpose,
            boolean first,
            List<Proposal> proposals,
            List<Finding> findings) {
        var task = stage.name() + "." + step.name() + (purpose == Purpose.PROBE ? " (done-when)" : "");
        var unknown = new Unknown();
        switch (expander.action(stage.index(), step.index(), host, purpose, unknown, NO_RUN)) {
            case Resolved.Ready(var action) -> {
                var proposal =
                        Proposal.newBuilder().setTask(task).setAction(action).setFirst(first);
                if (purpose == Purpose.EXECUTE) {
                    proposal.addAllOutputs(step.outputs());
                }
                proposals.add(proposal.build());
            }
            case Resolved.Impossible(var reason) ->
                findings.add(
                        unknown.asked
                                ? new Finding(
                                        host,
                                        task,
                                        "action",
                                        Verdict.SKIPPED,
                                        "an action whose values are known",
                                        reason,
                                        "It can be looked at only while the run is under way.")
                                : new Finding(
                                        host,
                                        task,
                                        "action",
                                        Verdict.FAIL,
                                        "an action whose values are known",
                                        reason,
                                        "Correct the runbook, its parameters, or the inventory."));
        }
    }

    /** Knows no output, and whether one was asked for. For one thread. */
    private static final class Unknown implements Outputs {

        private boolean asked;

        @Override
        public Optional<String> value(String stage, String step, String host, String output) {
            asked = true;
            return Optional.empty();
        }
    }
}
