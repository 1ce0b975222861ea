package dev.banksman.agent.supervise;

import dev.banksman.agent.journal.AttemptKey;
import dev.banksman.agent.supervise.ProcessTable.Entry;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Ends process trees, see {@link ProcessTree}. Remembers which processes it has seen in a tree, so that one whose
 * parent died between two looks still belongs.
 */
final class TreeEnder {

    /** Carried by shim and stub; the body gets the same value as {@link #BODY_VARIABLE}. */
    static final String SHIM_VARIABLE = "BANKSMAN_SHIM";

    static final String BODY_VARIABLE = "BANKSMAN_ATTEMPT";

    private final HostProcesses host;
    private final ProcessTable processes;
    private final Map<AttemptKey, Set<Entry>> seen = new HashMap<>();

    TreeEnder(HostProcesses host, ProcessTable processes) {
        this.host = host;
        this.processes = processes;
    }

    /** Whether a shim or a stub of this attempt is alive, known by its environment. */
    boolean anyBeforeBody(AttemptKey key) throws IOException {
        var mark = SHIM_VARIABLE + "=" + key;
        return processes.all().stream().anyMatch(entry -> processes.hasVariable(entry.pid(), mark));
    }

    /** Signals every member and answers how many there were. The shim is spared once the body has begun. */
    int end(AttemptKey key, ShimRecord claim, Optional<ShimRecord> body, boolean byForce) throws IOException {
        var members = members(key, claim, body);
        seen.computeIfAbsent(key, none -> new HashSet<>()).addAll(members);
        if (members.isEmpty()) {
            seen.remove(key);
        }
        for (var member : members) {
            host.signal(member.pid(), () -> lives(member), byForce);
        }
        return members.size();
    }

    private Set<Entry> members(AttemptKey key, ShimRecord claim, Optional<ShimRecord> body) throws IOException {
        long self = host.self();
        long shimPid = claim.number("pid");
        long shimStart = claim.number("start");
        Predicate<Entry> isShim = entry -> entry.pid() == shimPid && entry.start() == shimStart;
        Predicate<Entry> spared = entry -> entry.pid() == self || (body.isPresent() && isShim.test(entry));
        var known = seen.getOrDefault(key, Set.of());
        var bodyMark = BODY_VARIABLE + "=" + key;
        var shimMark = SHIM_VARIABLE + "=" + key;
        Predicate<Entry> root = entry -> known.contains(entry) || processes.hasVariable(entry.pid(), bodyMark);
        var sessions = new HashSet<Long>();
        if (body.isPresent()) {
            long pid = body.get().number("pid");
            long start = body.get().number("start");
            root = root.or(entry -> entry.pid() == pid && entry.start() == start);
            // A session's number is its leader's pid, taken by another only after all its members are gone; so it is
            // certain while the leader lives or a member seen then does.
            var leader = processes.find(pid).filter(entry -> entry.start() == start && entry.session() == pid);
            if (leader.isPresent() || known.stream().anyMatch(member -> member.session() == pid && lives(member))) {
                sessions.add(pid);
            }
        } else {
            root = root.or(entry -> processes.hasVariable(entry.pid(), shimMark));
        }
        return ProcessTree.members(processes.all(), root, sessions, spared);
    }

    private boolean lives(Entry entry) {
        return processes.isAlive(entry.pid(), entry.start());
    }
}
