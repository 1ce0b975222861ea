package dev.banksman.controller.engine;

import dev.banksman.controller.journal.JournalFault;
import dev.banksman.controller.plan.Plan.PlanSources;
import dev.banksman.controller.run.RunEvent;

/** Begins folds over the core, with plans made by the planner. */
final class CoreFolds implements Fold.Source {

    private final Planning planning;

    CoreFolds(Planning planning) {
        this.planning = planning;
    }

    @Override
    public Fold begin(RunEvent.RunPlanned planned) {
        var sources = new PlanSources(
                planned.runbookFile(), planned.runbookText(), planned.inventoryFile(), planned.inventoryText());
        return switch (planning.plan(sources, planned.parameters())) {
            case Planning.Planned.Made made -> {
                if (!made.plan().hash().equals(planned.planHash())) {
                    throw new JournalFault("the plan of run " + planned.run() + " has hash " + planned.planHash()
                            + "; its documents now give " + made.plan().hash()
                            + ". Continue this run with the version of the controller that planned it");
                }
                yield CoreFold.begin(made, planned);
            }
            case Planning.Planned.Refused refused ->
                throw new JournalFault("the plan of run " + planned.run() + " cannot be made again: "
                        + String.join("; ", refused.problems()));
        };
    }
}
