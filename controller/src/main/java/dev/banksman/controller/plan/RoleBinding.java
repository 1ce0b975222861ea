package dev.banksman.controller.plan;

import dev.banksman.controller.runbook.Inventory;
import dev.banksman.controller.runbook.NearestName;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.Runbook;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Joins the inventory's hosts with the runbook's roles. */
final class RoleBinding {
    private RoleBinding() {}

    /** Role to hosts, in the inventory's order. */
    static Map<String, List<String>> bind(
            Runbook runbook, Inventory inventory, Problems runbookProblems, Problems inventoryProblems) {
        var hosts = new LinkedHashMap<String, List<String>>();
        runbook.roles().keySet().forEach(role -> hosts.put(role, new ArrayList<>()));
        var known = runbook.roles().keySet();
        for (var host : inventory.hosts().values()) {
            var path = "hosts." + host.name() + ".roles";
            if (host.roles().isEmpty()) {
                inventoryProblems.add(host.at(), path, "a host in no role", "at least one role", "");
            }
            for (var role : host.roles()) {
                var members = hosts.get(role);
                if (members == null && inventoryProblems.isFull()) {
                    continue;
                }
                if (members == null) {
                    inventoryProblems.add(
                            host.at(),
                            path,
                            "the unknown role " + role,
                            "one of " + String.join(", ", known),
                            NearestName.hint(role, known));
                } else {
                    members.add(host.name());
                }
            }
        }
        runbook.roles().values().forEach(role -> {
            var count = hosts.getOrDefault(role.name(), List.of()).size();
            if (count < role.atLeast() || count > role.atMost()) {
                var found = count == 0 ? "no host with this role" : hosts(count) + " with this role";
                runbookProblems.add(
                        role.at(), "roles." + role.name(), found, expected(role), "inventory " + inventory.name());
            }
        });
        hosts.replaceAll((role, members) -> List.copyOf(members));
        return Collections.unmodifiableMap(hosts);
    }

    private static String expected(Runbook.Role role) {
        if (role.atLeast() == role.atMost()) {
            return "exactly " + hosts(role.atLeast());
        }
        return role.atMost() == Integer.MAX_VALUE
                ? "at least " + hosts(role.atLeast())
                : role.atLeast() + " to " + hosts(role.atMost());
    }

    private static String hosts(int count) {
        return count == 1 ? "1 host" : count + " hosts";
    }
}
