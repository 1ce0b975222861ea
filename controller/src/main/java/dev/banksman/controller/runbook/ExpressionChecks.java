package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.expression.CompiledExpression;
import dev.banksman.controller.runbook.expression.Expressions;
import dev.banksman.controller.runbook.expression.Expressions.Broken;
import dev.banksman.controller.runbook.expression.Expressions.Compilation;
import dev.banksman.controller.runbook.expression.Expressions.Compiled;
import dev.banksman.controller.runbook.expression.RunbookNames;
import dev.banksman.controller.runbook.expression.Template;
import dev.banksman.controller.runbook.expression.Variable;
import dev.banksman.controller.runbook.syntax.Path;
import dev.banksman.controller.runbook.syntax.ShapeChecker.Site;
import dev.banksman.controller.runbook.yaml.YamlNode.Scalar;
import java.util.List;

/** Compiles every expression of a runbook and checks that each uses only what is known at its place. */
final class ExpressionChecks {
    private final Expressions expressions;
    private final Problems problems;

    private ExpressionChecks(Expressions expressions, Problems problems) {
        this.expressions = expressions;
        this.problems = problems;
    }

    static void run(Runbook runbook, List<Site> sites, Problems problems) {
        if (sites.isEmpty()) {
            return;
        }
        var checks = new ExpressionChecks(new Expressions(RunbookNames.of(runbook)), problems);
        sites.forEach(checks::site);
    }

    /** What is known at a place. */
    private enum Scope {
        PARAMETERS("parameters and roles alone: this is decided once, when the plan is made"),
        HOST("parameters, roles, host and run"),
        STEP("parameters, roles, host, run and outputs");

        private final String expected;

        Scope(String expected) {
            this.expected = expected;
        }

        boolean knows(Variable variable) {
            return switch (variable) {
                case Variable.Parameter p -> true;
                case Variable.RoleHosts r -> true;
                case Variable.HostName h -> this != PARAMETERS;
                case Variable.HostRoles h -> this != PARAMETERS;
                case Variable.HostVariables h -> this != PARAMETERS;
                case Variable.RunId r -> this != PARAMETERS;
                case Variable.Output o -> this == STEP;
            };
        }
    }

    private void site(Site site) {
        var scope = scope(site.path());
        var scalar = site.scalar();
        if (site.condition()) {
            judge(expressions.condition(scalar.text()), scalar, 0, site.path(), scope);
            return;
        }
        var template = Template.parse(scalar.text());
        if (template.isEmpty()) {
            return;
        }
        for (var part : template.get().parts()) {
            if (part instanceof Template.Expression expression) {
                judge(expressions.value(expression.text()), scalar, expression.offset(), site.path(), scope);
            }
        }
    }

    private void judge(Compilation compilation, Scalar scalar, int offset, Path path, Scope scope) {
        switch (compilation) {
            case Broken(var complaints) ->
                complaints.forEach(complaint -> problems.add(
                        scalar.at(offset), path.toString(), complaint.found(), complaint.expected(), complaint.hint()));
            case Compiled(CompiledExpression expression) ->
                expression.variables().stream()
                        .filter(v -> !scope.knows(v))
                        .map(Variable::written)
                        .sorted()
                        .findFirst()
                        .ifPresent(name -> problems.add(scalar.at(offset), path.toString(), name, scope.expected, ""));
        }
    }

    private static Scope scope(Path path) {
        var parts = path.parts();
        var top = parts.getFirst().key();
        if (top.equals("stages") && parts.size() > 3 && parts.get(2).key().equals("steps")) {
            return Scope.STEP;
        }
        return top.equals("remedies") ? Scope.HOST : Scope.PARAMETERS;
    }
}
