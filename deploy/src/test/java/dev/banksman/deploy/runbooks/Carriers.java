package dev.banksman.deploy.runbooks;

import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything in a runbook that can name facts, with what it can stand for. */
record Carriers(List<Carrier> all) {

    enum Role {
        CHECK,
        ACTION,
        GATE,
        PARAMETER,
        CONDITIONAL,
        INTERLOCK,
        REMEDY
    }

    record Carrier(String name, List<Role> roles, List<String> facts) {}

    static Carriers of(Runbook runbook) {
        var all = new ArrayList<Carrier>();
        runbook.parameters()
                .values()
                .forEach(p -> add(all, "parameter " + p.name(), List.of(Role.PARAMETER), p.source()));
        for (var stage : runbook.stages()) {
            for (var step : stage.steps()) {
                var roles = new ArrayList<Role>();
                roles.add(step.gate().isPresent() ? Role.GATE : step.check() ? Role.CHECK : Role.ACTION);
                if (step.when().isPresent() || stage.when().isPresent()) {
                    roles.add(Role.CONDITIONAL);
                }
                add(all, stage.name() + "." + step.name(), roles, step.source());
            }
        }
        runbook.interlocks().forEach(i -> add(all, "interlock " + i.name(), List.of(Role.INTERLOCK), i.source()));
        runbook.remedies().forEach(r -> add(all, "remedy " + r.name(), List.of(Role.REMEDY), r.source()));
        return new Carriers(List.copyOf(all));
    }

    private static void add(List<Carrier> all, String name, List<Role> roles, Optional<Source> source) {
        all.add(new Carrier(name, List.copyOf(roles), source.map(Source::facts).orElse(List.of())));
    }

    List<Carrier> carrying(String fact) {
        return all.stream().filter(carrier -> carrier.facts().contains(fact)).toList();
    }
}
