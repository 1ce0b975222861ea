package dev.banksman.controller.authoring.coverage;

import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.ParameterType;
import dev.banksman.controller.runbook.Runbook.Source;
import dev.banksman.controller.runbook.Runbook.Step;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A place in a runbook that names facts, with what it can stand for.
 *
 * @param place "stage.step", "parameter x", "prerequisite x", "interlock x", "remedy x"
 */
public record Carrier(String runbook, String place, Set<Role> roles, List<String> facts, Position at) {

    /** What a place can stand for. */
    public enum Role {
        CHECK,
        ACTION,
        GATE,
        /** A gate that asks for one of several answers. */
        CHOICE,
        PARAMETER,
        /** Done only under a condition. */
        CONDITIONAL,
        /** Tries again by itself. */
        AGAIN,
        INTERLOCK,
        /** Another run must have gone before. */
        PREREQUISITE,
        REMEDY
    }

    /** All places of a runbook that name at least one fact, in its order. */
    public static List<Carrier> of(Runbook runbook) {
        var all = new ArrayList<Carrier>();
        for (var parameter : runbook.parameters().values()) {
            add(all, runbook, "parameter " + parameter.name(), EnumSet.of(Role.PARAMETER), parameter.source());
        }
        for (var prerequisite : runbook.prerequisites()) {
            add(
                    all,
                    runbook,
                    "prerequisite " + prerequisite.name(),
                    EnumSet.of(Role.PREREQUISITE),
                    prerequisite.source());
        }
        for (var stage : runbook.stages()) {
            for (var step : stage.steps()) {
                var roles = roles(step);
                if (stage.when().isPresent()) {
                    roles.add(Role.CONDITIONAL);
                }
                add(all, runbook, stage.name() + "." + step.name(), roles, step.source());
            }
        }
        for (var interlock : runbook.interlocks()) {
            add(all, runbook, "interlock " + interlock.name(), EnumSet.of(Role.INTERLOCK), interlock.source());
        }
        for (var remedy : runbook.remedies()) {
            add(all, runbook, "remedy " + remedy.name(), EnumSet.of(Role.REMEDY), remedy.source());
        }
        return List.copyOf(all);
    }

    private static EnumSet<Role> roles(Step step) {
        var roles = EnumSet.noneOf(Role.class);
        step.gate()
                .ifPresentOrElse(
                        gate -> {
                            roles.add(Role.GATE);
                            if (gate.evidence().stream()
                                    .anyMatch(asked -> asked.type() == ParameterType.CHOICE
                                            || asked.type() == ParameterType.BOOLEAN
                                            || !asked.choices().isEmpty())) {
                                roles.add(Role.CHOICE);
                            }
                        },
                        () -> roles.add(step.check() ? Role.CHECK : Role.ACTION));
        if (step.when().isPresent()) {
            roles.add(Role.CONDITIONAL);
        }
        if (step.retry().isPresent()
                || step.action().filter(a -> a.fields().containsKey("until")).isPresent()) {
            roles.add(Role.AGAIN);
        }
        return roles;
    }

    private static void add(
            List<Carrier> all, Runbook runbook, String place, Set<Role> roles, Optional<Source> source) {
        source.filter(found -> !found.facts().isEmpty())
                .ifPresent(found ->
                        all.add(new Carrier(runbook.name(), place, Set.copyOf(roles), found.facts(), found.at())));
    }
}
