package dev.banksman.controller.runbook;

import dev.banksman.controller.runbook.compose.Bundle;
import dev.banksman.controller.runbook.compose.Composer;
import dev.banksman.controller.runbook.syntax.Path;
import dev.banksman.controller.runbook.syntax.RunbookSyntax;
import dev.banksman.controller.runbook.syntax.ShapeChecker;
import dev.banksman.controller.runbook.yaml.YamlLimits;

/**
 * Reads a runbook and checks everything that can be known without an inventory: shape, names, orders, expressions.
 * Never throws for what a file holds; time and memory are bounded by {@link YamlLimits#RUNBOOK}.
 */
public final class RunbookReader {
    private RunbookReader() {}

    /**
     * {@code fileName} is used in messages only.
     *
     * @param bytes the runbook; where it includes fragments, its bundle ({@link Bundle})
     */
    public static Read<Runbook> read(String fileName, byte[] bytes) {
        var problems = new Problems(fileName);
        var root = Composer.compose(fileName, bytes, problems);
        if (root.isEmpty()) {
            return new Read.Invalid<>(problems.sorted());
        }
        var checker = new ShapeChecker(problems);
        checker.check(root.get(), RunbookSyntax.RUNBOOK, Path.ROOT);
        var runbook = RunbookBuilder.build(root.get());
        var warnings = new Problems(fileName);
        var between = new Problems(fileName);
        new RunbookChecks(runbook, between, warnings).run();
        problems.addAll(between, new TreePositions(root.get()));
        ExpressionChecks.run(runbook, checker.sites(), problems);
        return problems.isEmpty()
                ? new Read.Valid<>(runbook, warnings.sorted())
                : new Read.Invalid<>(problems.sorted());
    }
}
