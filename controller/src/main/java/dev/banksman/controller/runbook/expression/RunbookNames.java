package dev.banksman.controller.runbook.expression;

import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.Runbook.ParameterType;
import dev.banksman.controller.runbook.syntax.ActionSyntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The names that a runbook's own declarations bring. */
public final class RunbookNames {
    private RunbookNames() {}

    public static Names of(Runbook runbook) {
        var parameters = new LinkedHashMap<String, ParameterType>();
        runbook.parameters().forEach((name, parameter) -> parameters.put(name, parameter.type()));
        var outputs = new ArrayList<Variable.Output>();
        for (var stage : runbook.stages()) {
            for (var step : stage.steps()) {
                step.outputs().forEach(o -> outputs.add(new Variable.Output(stage.name(), step.name(), o.getName())));
                step.action()
                        .map(ActionSyntax::outputs)
                        .orElse(List.of())
                        .forEach(name -> outputs.add(new Variable.Output(stage.name(), step.name(), name)));
                step.gate()
                        .ifPresent(gate -> gate.evidence()
                                .forEach(e -> outputs.add(new Variable.Output(stage.name(), step.name(), e.name()))));
            }
        }
        return new Names(parameters, runbook.roles().keySet(), outputs);
    }
}
