package dev.banksman.controller.runbook.expression;

import dev.banksman.controller.runbook.Runbook.ParameterType;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names a runbook's expressions may use, with their types. Immutable. */
public final class Names {
    /** Roots that are not parameters. */
    public static final Set<String> RESERVED = Set.of(
            "host",
            "each",
            "with",
            "outputs",
            "roles",
            "run",
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while",
            "int",
            "uint",
            "bool",
            "double",
            "string",
            "bytes",
            "list",
            "map",
            "type",
            "dyn",
            "google",
            "cel");

    private static final CelType TEXTS = MapType.create(SimpleType.STRING, SimpleType.STRING);

    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Map<String, CelType> types = new LinkedHashMap<>();

    public Names(Map<String, ParameterType> parameters, Set<String> roles, List<Variable.Output> outputs) {
        parameters.forEach((name, type) -> {
            if (!RESERVED.contains(name)) {
                declare(new Variable.Parameter(name), type(type));
            }
        });
        declare(new Variable.HostName(), SimpleType.STRING);
        declare(new Variable.HostRoles(), ListType.create(SimpleType.STRING));
        declare(new Variable.HostVariables(), TEXTS);
        declare(new Variable.RunId(), SimpleType.STRING);
        roles.forEach(role -> declare(new Variable.RoleHosts(role), ListType.create(SimpleType.STRING)));
        outputs.forEach(output -> declare(output, SimpleType.STRING));
    }

    private void declare(Variable variable, CelType type) {
        var name = CelText.toName(variable.written());
        variables.put(name, variable);
        types.put(name, type);
    }

    /** CEL's name to type. */
    Map<String, CelType> types() {
        return types;
    }

    /** By CEL's name. */
    Optional<Variable> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    List<String> written() {
        return variables.values().stream().map(Variable::written).toList();
    }

    private static CelType type(ParameterType type) {
        return switch (type) {
            case STRING, PATH, CHOICE, TIME -> SimpleType.STRING;
            case LIST -> ListType.create(SimpleType.STRING);
            case INTEGER -> SimpleType.INT;
            case BOOLEAN -> SimpleType.BOOL;
            case DURATION -> SimpleType.DURATION;
        };
    }
}
