package dev.banksman.controller.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which changing run has which hosts: a host is in at most one. Runs that only check are not listed. Guarded by the
 * engine's lock.
 */
final class BusyHosts {

    private static final int NAMED = 5;

    private final Map<String, String> runs = new HashMap<>();

    /** Takes all the hosts for a run, or none: the answer is then a sentence that names the runs that have them. */
    Optional<String> take(String run, Collection<String> hosts) {
        List<String> busy = new ArrayList<>();
        for (var host : hosts) {
            var other = runs.get(host);
            if (other != null && !other.equals(run)) {
                busy.add(host + " is in run " + other);
            }
        }
        if (busy.isEmpty()) {
            hosts.forEach(host -> runs.put(host, run));
            return Optional.empty();
        }
        var more = busy.size() > NAMED ? " and " + (busy.size() - NAMED) + " more are in other runs" : "";
        return Optional.of("Expected hosts that no other run changes, found: "
                + String.join(", ", busy.subList(0, Math.min(NAMED, busy.size()))) + more
                + ". Wait for that run to end, or abort it.");
    }

    void free(String run) {
        runs.values().removeIf(run::equals);
    }
}
