package dev.banksman.agent.supervise;

import dev.banksman.agent.supervise.ProcessTable.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which processes belong to a command: its body, the session the body leads, their descendants, and every process that
 * carries the attempt's mark in its environment, whatever session it made for itself. What escapes: a process that
 * threw its environment away, made a session of its own, and whose parents are gone.
 */
final class ProcessTree {

    private ProcessTree() {}

    /**
     * The members among these processes.
     *
     * @param root whether a process belongs by itself: the body, a member seen before, or one that carries the mark
     * @param sessions sessions that are the command's for certain
     * @param spared processes that never belong, whatever else is true: shim and agent
     */
    static Set<Entry> members(
            Collection<Entry> all, Predicate<Entry> root, Set<Long> sessions, Predicate<Entry> spared) {
        Map<Long, List<Entry>> children = new HashMap<>();
        var members = new HashSet<Entry>();
        for (var entry : all) {
            children.computeIfAbsent(entry.parent(), parent -> new ArrayList<>())
                    .add(entry);
            if (!spared.test(entry) && (root.test(entry) || sessions.contains(entry.session()))) {
                members.add(entry);
            }
        }
        var open = new ArrayDeque<>(members);
        while (!open.isEmpty()) {
            for (var child : children.getOrDefault(open.remove().pid(), List.of())) {
                if (!spared.test(child) && members.add(child)) {
                    open.add(child);
                }
            }
        }
        return members;
    }
}
