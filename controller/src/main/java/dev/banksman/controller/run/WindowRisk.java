package dev.banksman.controller.run;

import java.time.Instant;
import java.util.Optional;

/**
 * What the newest word of the forecast on the maintenance window was.
 *
 * @param finish that passes the window's end; empty while the forecast is in time
 * @param reason the same in words
 * @param holds the run is held for it, until a person lets it go on
 * @param taken a person let it go on in spite of it; it is not held for that again
 */
record WindowRisk(Optional<Instant> finish, String reason, boolean holds, boolean taken) {

    static final WindowRisk NONE = new WindowRisk(Optional.empty(), "", false, false);

    WindowRisk seen(RunEvent.WindowAtRisk event) {
        return new WindowRisk(Optional.of(event.finish()), event.reason(), event.holds(), taken);
    }

    WindowRisk accepted() {
        return new WindowRisk(finish, reason, false, true);
    }

    WindowRisk over() {
        return new WindowRisk(Optional.empty(), "", false, taken);
    }

    /** Why the run is held for it, if it is. */
    Optional<String> hold() {
        return holds ? Optional.of(reason) : Optional.empty();
    }
}
