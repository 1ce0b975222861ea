/**
 * Runbook, inventory and parameters to plan: expand, order, prove interlocks, hash.
 *
 * <p>Start at {@link dev.banksman.controller.plan.Planner}: it joins the documents and refuses, with everything that
 * stands in the way, what could go wrong in some order. The result is a {@link dev.banksman.controller.plan.Plan},
 * immutable and with a hash over what it does. What differs per host is not in it but computed by
 * {@link dev.banksman.controller.plan.PlanExpander} when it is asked for, so that a plan for 10,000 hosts stays small.
 * {@link dev.banksman.controller.plan.PlanText}, {@link dev.banksman.controller.plan.PlanJson} and
 * {@link dev.banksman.controller.plan.PlanPicture} show a plan.
 */
@NullMarked
package dev.banksman.controller.plan;

import org.jspecify.annotations.NullMarked;
