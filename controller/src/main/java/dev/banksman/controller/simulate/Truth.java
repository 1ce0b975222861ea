package dev.banksman.controller.simulate;

import dev.banksman.controller.run.AttemptReport.AttemptKey;
import dev.banksman.controller.run.AttemptReport.Outcome;
import dev.banksman.controller.run.RunEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What really happened on the hosts, whatever anybody was told. The journal is held against it. */
final class Truth {
    private final Set<String> began = new HashSet<>();
    private final Map<AttemptKey, Outcome> ends = new HashMap<>();
    private final Map<String, AttemptKey> running = new HashMap<>();

    /** @param disk which of the host's lives: a host that was set up anew remembers nothing */
    void begins(AttemptKey attempt, int disk) {
        if (!began.add(attempt + " on disk " + disk)) {
            throw new IllegalStateException("attempt " + attempt + " began twice");
        }
        AttemptKey other = running.putIfAbsent(attempt.host(), attempt);
        if (other != null) {
            throw new IllegalStateException("attempt " + attempt + " began while " + other + " was running");
        }
    }

    void ends(AttemptKey attempt, Outcome outcome) {
        running.remove(attempt.host(), attempt);
        ends.put(attempt, outcome);
    }

    /** Success is never made up, and what ends cancelled or never started does not run. */
    void compare(RunEvent event) {
        if (event instanceof RunEvent.AttemptEnded ended) {
            Outcome said = ended.result().outcome();
            AttemptKey key = ended.attempt();
            if (said == Outcome.SUCCEEDED && ends.get(key) != Outcome.SUCCEEDED) {
                throw new IllegalStateException("attempt " + key + " is said to have succeeded; it " + ends.get(key));
            }
            boolean stillRuns = key.equals(running.get(key.host()));
            if (stillRuns && said != Outcome.UNKNOWN) {
                throw new IllegalStateException("attempt " + key + " is said to be over, " + said + ", and still runs");
            }
        }
    }
}
