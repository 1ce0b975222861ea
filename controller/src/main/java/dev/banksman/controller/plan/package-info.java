/** Runbook, inventory and parameters to plan: expand, order, prove interlocks, hash. */
@NullMarked
package dev.banksman.controller.plan;

import org.jspecify.annotations.NullMarked;
