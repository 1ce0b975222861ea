package dev.banksman.controller.report;

import dev.banksman.controller.authoring.ActionWords;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Plan.PlannedStage;
import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.PlanExpander;
import dev.banksman.controller.report.Checklist.HostPage;
import dev.banksman.controller.report.Checklist.StagePage;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.run.RunView.TaskView;
import dev.banksman.controller.run.TaskState;
import dev.banksman.controller.runbook.syntax.Durations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes checklists of plans and runs. */
public final class ChecklistMaker {
    private final Plan plan;
    private final Optional<RunView> run;
    private final ChecklistItems items;
    private final List<String> passed = new ArrayList<>();

    private ChecklistMaker(Plan plan, Optional<RunView> run, PlanExpander expander) {
        this.plan = plan;
        this.run = run;
        this.items = new ChecklistItems(plan, run, expander);
    }

    /** Everything that a plan comes to; {@code expander} is the plan's. */
    public static Checklist of(Plan plan, PlanExpander expander) {
        var maker = new ChecklistMaker(plan, Optional.empty(), expander);
        return maker.make(List.of(
                "Checklist of the plan of " + plan.runbook() + ", version " + plan.runbookVersion(),
                "Plan " + plan.hash(),
                "From " + plan.sources().runbookFile() + " and "
                        + plan.sources().inventoryFile()));
    }

    /** What is not done yet in a run, as its view stands. */
    public static Checklist remaining(RunView run, PlanExpander expander, Instant at) {
        var maker = new ChecklistMaker(run.plan(), Optional.of(run), expander);
        return maker.make(List.of(
                "What remains of the run " + run.run() + " of " + run.plan().runbook() + ", version "
                        + run.plan().runbookVersion(),
                run.phase() + (run.held() ? ", held" : "") + (run.paused() ? ", paused" : "") + ", as known at " + at
                        + " (" + run.position() + " events)",
                "Plan " + run.plan().hash()));
    }

    /** How many tasks a plan has, those that do not apply included. */
    public static long tasks(Plan plan) {
        return plan.stages().stream()
                .mapToLong(stage -> (long) stage.hosts().size() * stage.steps().size())
                .sum();
    }

    private Checklist make(List<String> heading) {
        var top = new ArrayList<>(heading);
        plan.prerequisites()
                .forEach(asked -> top.add("Before it: a run of " + asked.runbook()
                        + asked.version()
                                .map(version -> ", version " + version + ",")
                                .orElse("")
                        + " must have succeeded. " + ActionWords.sentence(asked.because())));
        plan.window()
                .ifPresent(window -> top.add("Maintenance window from " + window.opens() + " to " + window.closes()));
        var stages = new ArrayList<StagePage>();
        for (var stage : plan.stages()) {
            var work = work(stage);
            if (work.isEmpty()) {
                passed.add(
                        run.isPresent()
                                ? "Stage " + stage.name() + " is through: nothing is left to do in it."
                                : "Stage " + stage.name() + ": no step of it applies.");
            } else {
                stages.add(page(stage, work));
            }
        }
        plan.leftOut().forEach((stage, why) -> passed.add("Stage " + stage + " is not part of the plan: " + why));
        return new Checklist(
                plan.title(),
                List.copyOf(top),
                plan.parameters(),
                List.copyOf(stages),
                List.copyOf(passed),
                plan.remedies().stream().map(items::remedy).toList());
    }

    private StagePage page(PlannedStage stage, List<HostPage> work) {
        var needs = stage.needs().stream()
                .map(i -> (i + 1) + " " + plan.stages().get(i).name())
                .toList();
        return new StagePage(
                stage.index() + 1,
                stage.name(),
                stage.title(),
                (needs.isEmpty()
                                ? "May begin at once."
                                : "Begin only when all is done in " + String.join(", ", needs) + ".")
                        + (stage.inWindow() && plan.window().isPresent() ? " Only in the maintenance window." : ""),
                order(stage),
                items.warnings(stage, Optional.empty()),
                work);
    }

    private static String order(PlannedStage stage) {
        var limit = stage.limit();
        if (stage.hosts().size() == 1) {
            return stage.roleTitle() + ": " + stage.hosts().getFirst() + ".";
        }
        var text = new StringBuilder(stage.roleTitle()).append(": ");
        if (limit.canary() > 0) {
            text.append("first ")
                    .append(String.join(", ", stage.hosts().subList(0, limit.canary())))
                    .append(", alone");
            if (!limit.soak().isZero()) {
                text.append("; then wait ").append(Durations.format(limit.soak()));
            }
            text.append("; then the others, ");
        }
        text.append(
                limit.batch() >= stage.hosts().size()
                        ? "all at once"
                        : limit.batch() == 1 ? "one after another" : "at most " + limit.batch() + " at once");
        if (limit.maxFailures() != Integer.MAX_VALUE) {
            text.append(
                    limit.maxFailures() == 0
                            ? "; if one fails, begin no other"
                            : "; if more than " + limit.maxFailures() + " fail, begin no other");
        }
        return text.append('.').toString();
    }

    private List<HostPage> work(PlannedStage stage) {
        var pages = new ArrayList<HostPage>();
        for (var host : stage.hosts()) {
            var boxes = new ArrayList<Checklist.Item>();
            for (var step : stage.steps()) {
                if (!step.leftOut().contains(host) && left(stage, step, host)) {
                    boxes.add(items.item(stage, step, host));
                }
            }
            if (!boxes.isEmpty()) {
                pages.add(new HostPage(host, List.copyOf(boxes), then(stage, host)));
            }
        }
        return List.copyOf(pages);
    }

    /** After the last canary, where others follow. */
    private static String then(PlannedStage stage, String host) {
        var limit = stage.limit();
        var last = limit.canary() > 0
                && limit.canary() < stage.hosts().size()
                && stage.hosts().get(limit.canary() - 1).equals(host);
        if (!last) {
            return "";
        }
        return (limit.soak().isZero() ? "Look" : "Wait " + Durations.format(limit.soak()) + ", and look")
                + " whether all is well with "
                + String.join(", ", stage.hosts().subList(0, limit.canary()))
                + " before the others begin";
    }

    /** Whether there is something left to do; what a person decided not to do is noted. */
    private boolean left(PlannedStage stage, PlannedStep step, String host) {
        var task = run.flatMap(view -> view.task(stage.name(), step.name(), host));
        if (task.isEmpty()) {
            return true;
        }
        return switch (task.get().state()) {
            case SUCCEEDED -> false;
            case SKIPPED, EXCLUDED -> {
                note(task.get());
                yield false;
            }
            case WAITING,
                    READY,
                    DISPATCHED,
                    RUNNING,
                    AWAITING_DECISION,
                    CANCELLING,
                    FAILED,
                    TIMED_OUT,
                    UNKNOWN,
                    CANCELLED -> true;
        };
    }

    private void note(TaskView task) {
        var word = task.state() == TaskState.SKIPPED ? " was skipped" : " is left out with its host";
        passed.add(task.key() + word + (task.reason().isEmpty() ? "." : ": " + task.reason()));
    }
}
