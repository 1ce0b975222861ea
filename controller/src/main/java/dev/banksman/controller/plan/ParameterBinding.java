package dev.banksman.controller.plan;

import dev.banksman.controller.runbook.NearestName;
import dev.banksman.controller.runbook.ParameterChecks;
import dev.banksman.controller.runbook.Position;
import dev.banksman.controller.runbook.Problems;
import dev.banksman.controller.runbook.Runbook;
import dev.banksman.controller.runbook.yaml.Excerpt;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Joins the values given with the parameters declared. */
final class ParameterBinding {
    private ParameterBinding() {}

    /** In the runbook's order, defaults filled in. Parameters with problems are left out. */
    static Map<String, String> bind(Runbook runbook, Map<String, String> given, Problems problems) {
        var declared = runbook.parameters();
        var bound = new LinkedHashMap<String, String>();
        declared.forEach((name, parameter) -> {
            var path = "parameters." + name;
            var value = given.get(name);
            if (value == null) {
                parameter
                        .defaultValue()
                        .ifPresentOrElse(
                                d -> bound.put(name, d),
                                () -> problems.add(
                                        parameter.at(),
                                        path,
                                        "no value",
                                        "a value of type " + type(parameter),
                                        parameter.help()));
                return;
            }
            var complaint = ParameterChecks.complaint(parameter, value);
            if (complaint.isPresent()) {
                problems.add(parameter.at(), path, Excerpt.quoted(value), complaint.get(), parameter.help());
            } else {
                bound.put(name, value);
            }
        });
        given.keySet().stream()
                .filter(name -> !declared.containsKey(name))
                .sorted()
                .forEach(name -> problems.add(
                        Position.NONE,
                        "parameters." + name,
                        "the unknown parameter " + Excerpt.of(name),
                        declared.isEmpty() ? "no parameters" : "one of " + String.join(", ", declared.keySet()),
                        NearestName.hint(name, declared.keySet())));
        return Collections.unmodifiableMap(bound);
    }

    private static String type(Runbook.Parameter parameter) {
        return parameter.type().name().toLowerCase(Locale.ROOT);
    }
}
