package dev.banksman.controller;

import dev.banksman.controller.operator.Backend;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.PlanExpander;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.report.Checklist;
import dev.banksman.controller.report.ChecklistHtml;
import dev.banksman.controller.report.ChecklistMaker;
import dev.banksman.controller.report.ChecklistText;
import dev.banksman.controller.run.RunView;
import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Checklists for paper, of plans and of what is left of runs. */
final class Checklists {

    private Checklists() {}

    static Backend.Paper of(Planned planned) {
        return switch (planned) {
            case Planned.Refused(var problems) -> new Backend.Paper.Refused(problems);
            case Planned.Ready(var plan, var warnings) ->
                tooLong(plan)
                        .<Backend.Paper>map(problem -> new Backend.Paper.Refused(List.of(problem)))
                        .orElseGet(() -> {
                            var list = ChecklistMaker.of(plan, PlanExpander.of(plan));
                            return new Backend.Paper.Ready(ChecklistText.of(list), ChecklistHtml.of(list));
                        });
        };
    }

    /** Of a run; {@code expanders} give the one of a plan. */
    static String remaining(RunView run, Function<Plan, PlanExpander> expanders, String format, Instant at) {
        tooLong(run.plan()).ifPresent(problem -> {
            throw new Backend.UnavailableException(
                    "The run has " + problem.found() + "; a checklist is made for " + problem.expected() + ".");
        });
        var list = ChecklistMaker.remaining(run, expanders.apply(run.plan()), at);
        return format.equals("html") ? ChecklistHtml.of(list) : ChecklistText.of(list);
    }

    private static Optional<Problem> tooLong(Plan plan) {
        var tasks = ChecklistMaker.tasks(plan);
        return tasks <= Checklist.MOST_TASKS
                ? Optional.empty()
                : Optional.of(new Problem(
                        plan.sources().inventoryFile(),
                        Position.NONE,
                        "(checklist)",
                        tasks + " tasks",
                        "at most " + Checklist.MOST_TASKS + " tasks, which people can do by hand",
                        Optional.empty()));
    }
}
