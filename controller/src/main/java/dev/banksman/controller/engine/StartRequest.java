package dev.banksman.controller.engine;

import dev.banksman.controller.plan.Plan;
import java.util.Map;
import java.util.Optional;

/**
 * A run to be started.
 *
 * @param approvedHash hash of the plan that was approved; the start is refused if the documents give another one. Empty
 *     if the caller takes whatever plan they give
 * @param by who starts it, from the credential
 */
public record StartRequest(
        Plan.PlanSources sources, Map<String, String> parameters, Optional<String> approvedHash, String by) {}
