package dev.banksman.controller.engine;

import dev.banksman.controller.run.Effect;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunView;
import java.util.List;

/** A run's state together with the rules that move it: what the engine needs of the core. Immutable and pure. */
interface Fold {

    RunView view();

    Ruling decide(RunInput input);

    Fold evolve(RunEvent event);

    /** What is to be done because of the event that led to this very state. */
    List<Effect> caused(RunEvent event);

    /** All that is to be done in this state; after a restart, instead of what was caused before it. */
    List<Effect> outstanding();

    /** Begins folds. */
    interface Source {
        /**
         * The state after a run's first event: makes the plan again from the documents in it.
         *
         * @throws RuntimeException if that plan cannot be made any more, or is not the one that was approved
         */
        Fold begin(RunEvent.RunPlanned planned);
    }
}
