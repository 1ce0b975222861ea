package dev.banksman.controller.engine;

import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.PlanExpander;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.plan.Planner;
import dev.banksman.controller.run.PlanActions;
import dev.banksman.controller.runbook.Inventory;
import dev.banksman.controller.runbook.InventoryReader;
import dev.banksman.controller.runbook.Problem;
import dev.banksman.controller.runbook.Read;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.RunbookReader;
import java.util.ArrayList;
import java.util.List;

/** Reads the documents and has the planner join them. Problems of both documents are told at once. */
public final class DocumentPlanning implements Planning {

    @Override
    public Planned plan(Documents documents) {
        var runbook =
                RunbookReader.read(documents.runbookFile(), documents.runbook().toByteArray());
        var inventory = InventoryReader.read(
                documents.inventoryFile(), documents.inventory().toByteArray());
        if (runbook instanceof Read.Valid<Runbook>(var readRunbook, var runbookWarnings)
                && inventory instanceof Read.Valid<Inventory>(var readInventory, var inventoryWarnings)) {
            var sources = new Plan.PlanSources(
                    documents.runbookFile(),
                    documents.runbook().toStringUtf8(),
                    documents.inventoryFile(),
                    documents.inventory().toStringUtf8());
            return switch (Planner.plan(readRunbook, readInventory, documents.parameters(), sources)) {
                case Planned.Ready(var plan, var warnings) -> {
                    List<Problem> all = new ArrayList<>(runbookWarnings);
                    all.addAll(inventoryWarnings);
                    all.addAll(warnings);
                    yield new Planned.Ready(plan, List.copyOf(all));
                }
                case Planned.Refused refused -> refused;
            };
        }
        List<Problem> problems = new ArrayList<>(problems(runbook));
        problems.addAll(problems(inventory));
        return new Planned.Refused(List.copyOf(problems));
    }

    private static <T> List<Problem> problems(Read<T> read) {
        return switch (read) {
            case Read.Valid<T> valid -> List.of();
            case Read.Invalid<T>(var problems) -> problems;
        };
    }

    @Override
    public PlanActions actions(Plan plan, String run) {
        return new ExpanderActions(PlanExpander.of(plan), run);
    }
}
