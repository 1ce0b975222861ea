package dev.banksman.controller.operator;

import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.RunEvent;
import java.util.HashMap;
import java.util.Map;

/** Events of one run, in their order, as an operator reads them: for a simulation's transcript. For one thread. */
public final class EventWords {

    private final Map<AttemptKey, EventText.Tried> tried = new HashMap<>();

    /** One line. */
    public String of(RunEvent event) {
        if (event instanceof RunEvent.AttemptDispatched dispatched) {
            tried.put(dispatched.attempt(), new EventText.Tried(dispatched.task(), dispatched.purpose()));
        }
        return EventText.of(event, EventText.attempt(event).map(tried::get));
    }
}
