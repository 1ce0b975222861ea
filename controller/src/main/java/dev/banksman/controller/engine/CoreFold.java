package dev.banksman.controller.engine;

import dev.banksman.controller.run.Effect;
import dev.banksman.controller.run.Ruling;
import dev.banksman.controller.run.RunCore;
import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunInput;
import dev.banksman.controller.run.RunState;
import dev.banksman.controller.run.RunView;
import java.util.List;

/** The core's state as a fold. */
record CoreFold(RunState state) implements Fold {

    @Override
    public RunView view() {
        return state;
    }

    @Override
    public Ruling decide(RunInput input) {
        return RunCore.decide(state, input);
    }

    @Override
    public Fold evolve(RunEvent event) {
        return new CoreFold(RunCore.evolve(state, event));
    }

    @Override
    public List<Effect> caused(RunEvent event) {
        return RunCore.caused(state, event);
    }

    @Override
    public List<Effect> outstanding() {
        return RunCore.outstanding(state);
    }
}
