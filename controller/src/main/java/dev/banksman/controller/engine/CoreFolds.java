package dev.banksman.controller.engine;

import com.google.protobuf.ByteString;
import dev.banksman.controller.engine.Planning.Documents;
import dev.banksman.controller.journal.JournalFault;
import dev.banksman.controller.plan.Plan;
import dev.banksman.controller.plan.Planned;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunState;
import java.util.stream.Collectors;

/** Begins folds over the core, with plans made by the planner. */
final class CoreFolds implements Fold.Source {

    private final Planning planning;

    CoreFolds(Planning planning) {
        this.planning = planning;
    }

    @Override
    public Fold begin(RunEvent.RunPlanned planned) {
        var documents = new Documents(
                planned.runbookFile(),
                ByteString.copyFromUtf8(planned.runbookText()),
                planned.inventoryFile(),
                ByteString.copyFromUtf8(planned.inventoryText()),
                planned.parameters());
        return switch (planning.plan(documents)) {
            case Planned.Ready(var plan, var warnings) -> begin(planned, plan);
            case Planned.Refused(var problems) ->
                throw new JournalFault("the plan of run " + planned.run() + " cannot be made again: "
                        + problems.stream().map(Object::toString).collect(Collectors.joining("; ")));
        };
    }

    private Fold begin(RunEvent.RunPlanned planned, Plan plan) {
        if (!plan.hash().equals(planned.planHash())) {
            throw new JournalFault("the plan of run " + planned.run() + " has hash " + planned.planHash()
                    + "; its documents now give " + plan.hash()
                    + ". Continue this run with the version of the controller that planned it");
        }
        return new CoreFold(RunState.of(plan, planning.actions(plan, planned.run()))).evolve(planned);
    }
}
