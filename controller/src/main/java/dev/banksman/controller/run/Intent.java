package dev.banksman.controller.run;

import dev.banksman.controller.plan.Plan.PlannedStep;
import dev.banksman.controller.plan.Plan.Purpose;
import java.util.Optional;

/**
 * What a task's next attempt is for.
 *
 * @param remedy named for {@link Purpose#REMEDY} only
 * @param host where it runs: the task's own host, but for some remedies
 * @param sinceBoot for {@link Purpose#REBOOT}: the start under which the restart became due
 * @param asked by a person, who is asked again when it does not settle the matter
 */
record Intent(Purpose purpose, Optional<String> remedy, String host, String sinceBoot, boolean asked) {

    /** What comes next for a task: what it owes its restore point or its host, else as for one that has not begun. */
    static Intent usual(PlannedStep step, String host, boolean restoring, Optional<String> restartDue) {
        return restoring
                ? of(Purpose.RESTORE, host)
                : restartDue.map(since -> reboot(host, since)).orElseGet(() -> usual(step, host));
    }

    /** The rule: ask first whether it is done already, where that can be asked. */
    static Intent usual(PlannedStep step, String host) {
        return of(step.doneWhen().isPresent() ? Purpose.PROBE : Purpose.EXECUTE, host);
    }

    static Intent of(Purpose purpose, String host) {
        return new Intent(purpose, Optional.empty(), host, "", false);
    }

    static Intent asked(Purpose purpose, Optional<String> remedy, String host) {
        return new Intent(purpose, remedy, host, "", true);
    }

    static Intent reboot(String host, String sinceBoot) {
        return new Intent(Purpose.REBOOT, Optional.empty(), host, sinceBoot, false);
    }
}
