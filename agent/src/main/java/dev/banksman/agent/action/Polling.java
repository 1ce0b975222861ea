package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import java.time.Duration;

/** Looks again and again until a finding passes or the time is over. */
final class Polling {

    private Polling() {}

    /** One look; it should take no longer than what is left of the time, which the limit tells. */
    @FunctionalInterface
    interface Look {
        Finding look(TimeLimit limit) throws InterruptedException;
    }

    /**
     * Looks at least once. The attempt's output gets a line whenever what is observed changes, not for each look.
     *
     * @return the first finding that passed, else the last one
     */
    static Finding until(Context context, Duration within, Duration every, Look look) throws InterruptedException {
        var limit = TimeLimit.start(context, within);
        var printed = "";
        while (true) {
            var finding = look.look(limit);
            var observed = finding.observation().getObserved();
            if (!observed.equals(printed)) {
                context.print(observed + System.lineSeparator());
                printed = observed;
            }
            if (finding.succeeded() || limit.over()) {
                return finding;
            }
            context.pause(limit.leftAtMost(every));
        }
    }
}
