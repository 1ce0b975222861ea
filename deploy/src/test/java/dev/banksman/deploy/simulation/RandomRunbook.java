package dev.banksman.deploy.simulation;

import dev.banksman.controller.simulate.Chance;
import java.util.ArrayList;
import java.util.List;

/** Small runbooks of every shape, from chance: what the product reads, byte for byte. */
record RandomRunbook(String runbook, String inventory, List<String> hosts) {

    static RandomRunbook of(Chance chance) {
        int count = 1 + whole(chance, 4);
        var hosts = new ArrayList<String>();
        for (int host = 0; host < count; host++) {
            hosts.add("host-" + host);
        }
        int stages = 1 + whole(chance, 3);
        var runbook = new StringBuilder("runbook: simulated\nroles:\n");
        var roles = new ArrayList<List<String>>();
        for (int stage = 0; stage < stages; stage++) {
            roles.add(some(chance, hosts));
            runbook.append("  role-%d: {hosts: 1..}\n".formatted(stage));
        }
        runbook.append("stages:\n");
        var steps = new ArrayList<Integer>();
        for (int stage = 0; stage < stages; stage++) {
            steps.add(stage(chance, stage, runbook));
        }
        interlocks(chance, stages, runbook);
        var inventory = new StringBuilder("inventory: simulated\nhosts:\n");
        for (var host : hosts) {
            var of = new ArrayList<String>();
            for (int stage = 0; stage < stages; stage++) {
                if (roles.get(stage).contains(host)) {
                    of.add("role-" + stage);
                }
            }
            if (!of.isEmpty()) {
                inventory.append("  %s: {roles: [%s]}\n".formatted(host, String.join(", ", of)));
            }
        }
        return new RandomRunbook(runbook.toString(), inventory.toString(), List.copyOf(hosts));
    }

    private static int stage(Chance chance, int stage, StringBuilder to) {
        to.append("  - stage: stage-%d\n    on: role-%d\n".formatted(stage, stage));
        if (stage > 0 && chance.happens(0.8)) {
            // The one before it, so that interlocks can be proven.
            to.append("    needs: [stage-%d]\n".formatted(stage - 1));
        }
        boolean rolling = chance.happens(0.5);
        if (rolling) {
            to.append("    rolling: {canary: %d, soak: %s, batch: %d, max-failures: %d}\n"
                    .formatted(
                            whole(chance, 2),
                            chance.happens(0.6) ? "4m" : "0s",
                            1 + whole(chance, 2),
                            whole(chance, 2)));
        }
        to.append("    steps:\n");
        int steps = 1 + whole(chance, 3);
        for (int step = 0; step < steps; step++) {
            var name = "stage-%d.step-%d".formatted(stage, step);
            to.append("      - step: step-%d\n".formatted(step));
            if (chance.happens(0.12)) {
                to.append(
                        "        gate: {instructions: Look at it., evidence: [{name: seen, help: What was seen.}]}\n");
                continue;
            }
            if (chance.happens(0.08)) {
                to.append("        reboot: {}\n        timeout: 10m\n");
                continue;
            }
            if (chance.happens(0.15)) {
                to.append("        exec: {program: install, args: ['%s@${host.name}'], reboot-exit-codes: [3010]}\n"
                        .formatted(name));
                to.append("        reboot-if-required: true\n");
            } else {
                to.append("        exec: {program: work, args: ['%s@${host.name}']}\n".formatted(name));
            }
            to.append("        timeout: 5m\n");
            if (chance.happens(0.4)) {
                to.append("        done-when: {exec: {program: probe, args: ['%s@${host.name}']}}\n".formatted(name));
            }
            if (chance.happens(0.35)) {
                to.append("        repeatable: true\n");
                if (chance.happens(0.6)) {
                    to.append("        retry: {attempts: 2, backoff: 1m, max-backoff: 3m}\n");
                }
            }
            if (chance.happens(0.1)) {
                to.append("        on-failure: fail\n");
            }
            if (!rolling && chance.happens(0.3)) {
                to.append("        restore-point: {name: state-%d-%d, about: The state then., timeout: 5m,\n"
                        .formatted(stage, step));
                to.append(
                        "          restore: {exec: {program: restore, args: ['%s@${host.name}']}}}\n".formatted(name));
            }
        }
        return steps;
    }

    private static void interlocks(Chance chance, int stages, StringBuilder to) {
        if (stages > 1 && to.indexOf("needs: [stage-0]") > 0 && chance.happens(0.5)) {
            to.append("""
                interlocks:
                  - interlock: lock
                    before: stage-1
                    require: stage-0.step-0
                    because: Whatever comes second needs the first.
                """);
        }
    }

    private static List<String> some(Chance chance, List<String> hosts) {
        var some = new ArrayList<>(hosts);
        some.removeIf(host -> chance.happens(0.3));
        return some.isEmpty() ? List.of(hosts.getFirst()) : some;
    }

    /** From 0 to one less than the limit. */
    private static int whole(Chance chance, int limit) {
        return (int) (chance.fraction() * limit);
    }
}
