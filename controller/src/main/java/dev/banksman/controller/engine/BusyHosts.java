package dev.banksman.controller.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which changing run has which hosts: a host is in at most one. Runs that only check are not listed. Guarded by the
 * engine's lock.
 */
final class BusyHosts {

    private static final int NAMED = 5;

    private final Map<String, String> runs = new HashMap<>();

    /** Takes all the hosts for a run, or none: the answer is then a sentence for each that another run has. */
    List<String> take(String run, Collection<String> hosts) {
        List<String> problems = new ArrayList<>();
        int busy = 0;
        for (var host : hosts) {
            var other = runs.get(host);
            if (other != null && !other.equals(run)) {
                busy++;
                if (busy <= NAMED) {
                    problems.add("host " + host + " is in run " + other
                            + ", which changes it; expected a host that no other run changes. Wait for that run to"
                            + " end, or abort it");
                }
            }
        }
        if (busy > NAMED) {
            problems.add((busy - NAMED) + " more hosts are in other runs");
        }
        if (problems.isEmpty()) {
            hosts.forEach(host -> runs.put(host, run));
        }
        return problems;
    }

    void free(String run) {
        runs.values().removeIf(run::equals);
    }
}
