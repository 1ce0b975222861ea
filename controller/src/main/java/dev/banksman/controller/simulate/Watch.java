package dev.banksman.controller.simulate;

import dev.banksman.controller.run.RunEvent;
import dev.banksman.controller.run.RunState;

/** Looks at a simulated run after each of its events; throws when something does not hold. */
@FunctionalInterface
public interface Watch {
    void after(RunState before, RunState after, RunEvent event);
}
