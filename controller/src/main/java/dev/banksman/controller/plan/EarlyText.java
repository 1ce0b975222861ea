package dev.banksman.controller.plan;

import dev.banksman.controller.runbook.expression.CompiledText;
import dev.banksman.controller.runbook.expression.Expressions;

/** Fills in texts that parameters and roles alone decide, so that a plan shows them; others stay as they are written. */
record EarlyText(Expressions expressions, PlanValues values) {

    String expand(String text) {
        if (!text.contains("${")) {
            return text;
        }
        return CompiledText.of(expressions, text)
                .map(compiled -> compiled.expand(values.alone()) instanceof CompiledText.Text(var full) ? full : text)
                .orElse(text);
    }
}
