package dev.banksman.controller.plan;

import dev.banksman.controller.runbook.Inventory;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The hosts of a plan as expressions see them, in the inventory's order. Immutable. */
final class HostTable {
    private final Map<String, PlanValues.Host> hosts = new LinkedHashMap<>();

    HostTable(Inventory inventory, Set<String> used) {
        inventory.hosts().values().stream()
                .filter(host -> used.contains(host.name()))
                .forEach(host -> hosts.put(host.name(), PlanValues.Host.of(host)));
    }

    /** A host that the plan has. */
    PlanValues.Host get(String name) {
        var host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException("Host " + name + " is not in the plan");
        }
        return host;
    }

    Collection<String> names() {
        return hosts.keySet();
    }
}
