package dev.banksman.controller.plan;

import dev.banksman.controller.runbook.Inventory;
import dev.banksman.controller.runbook.ParameterChecks;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.expression.Variable;
import dev.banksman.controller.runbook.syntax.Durations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Values of the names in expressions. Immutable. */
final class PlanValues {
    private final Map<String, Object> parameters;
    private final Map<String, List<String>> roles;

    private PlanValues(Map<String, Object> parameters, Map<String, List<String>> roles) {
        this.parameters = parameters;
        this.roles = roles;
    }

    /** Texts must fit their parameters' types; parameters without a text have no value. */
    static PlanValues of(
            Map<String, Runbook.Parameter> declared, Map<String, String> texts, Map<String, List<String>> roles) {
        var values = new HashMap<String, Object>();
        declared.forEach((name, parameter) -> {
            var text = texts.get(name);
            if (text != null) {
                values.put(name, typed(parameter.type(), text));
            }
        });
        return new PlanValues(Map.copyOf(values), roles);
    }

    /** Where no host is known, as in a stage's condition. */
    Function<Variable, Optional<Object>> alone() {
        return variable -> switch (variable) {
            case Variable.Parameter(var name) -> parameter(name);
            case Variable.RoleHosts(var role) -> Optional.of(roles.getOrDefault(role, List.of()));
            case Variable.HostName h -> Optional.empty();
            case Variable.HostRoles h -> Optional.empty();
            case Variable.HostVariables h -> Optional.empty();
            case Variable.RunId r -> Optional.empty();
            case Variable.Output o -> Optional.empty();
        };
    }

    Function<Variable, Optional<Object>> on(Host host, Optional<String> runId, OutputValues outputs) {
        return variable -> switch (variable) {
            case Variable.Parameter(var name) -> parameter(name);
            case Variable.RoleHosts(var role) -> Optional.of(roles.getOrDefault(role, List.of()));
            case Variable.HostName h -> Optional.of(host.name());
            case Variable.HostRoles h -> Optional.of(host.roles());
            case Variable.HostVariables h -> Optional.of(host.variables());
            case Variable.RunId r -> runId.map(id -> id);
            case Variable.Output output -> outputs.value(output).map(text -> text);
        };
    }

    @FunctionalInterface
    interface OutputValues {
        OutputValues NONE = output -> Optional.empty();

        Optional<String> value(Variable.Output output);
    }

    /** A host as expressions see it: variables under their written name and under the one that CEL can spell. */
    record Host(String name, List<String> roles, Map<String, String> variables) {
        static Host of(String name, List<String> roles, Map<String, String> written) {
            var variables = new HashMap<>(written);
            written.forEach((key, value) -> variables.putIfAbsent(key.replace('-', '_'), value));
            return new Host(name, roles, variables);
        }

        static Host of(Inventory.Host host) {
            return of(host.name(), host.roles(), host.variables());
        }

        static Host of(Plan.PlannedHost host) {
            return of(host.name(), host.roles(), host.variables());
        }
    }

    private Optional<Object> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    private static Object typed(Runbook.ParameterType type, String text) {
        return switch (type) {
            case STRING, PATH, CHOICE, TIME -> text;
            case LIST -> ParameterChecks.items(text);
            case INTEGER -> Long.parseLong(text);
            case BOOLEAN -> Boolean.parseBoolean(text);
            case DURATION -> Durations.parse(text).orElseThrow();
        };
    }
}
