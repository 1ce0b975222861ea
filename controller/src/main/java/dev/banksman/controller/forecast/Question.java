package dev.banksman.controller.forecast;

import dev.banksman.controller.plan.TaskKey;
import dev.banksman.controller.run.RunInput.DecisionKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a person would be asked, and what the rehearsed one answered.
 *
 * @param task empty when the whole run was held
 * @param deciders roles or names that a gate asks for; empty for anybody who may decide
 */
public record Question(
        Instant at,
        Optional<TaskKey> task,
        boolean gate,
        String why,
        List<DecisionKind> choices,
        List<String> deciders,
        DecisionKind answer) {}
