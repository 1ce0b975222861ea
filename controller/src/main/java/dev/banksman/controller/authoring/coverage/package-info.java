/**
 * Which facts of a procedure a runbook carries, where, and whether the place fits. Start at {@link
 * dev.banksman.controller.authoring.coverage.Coverage#of}; the list of facts is a CSV beside the runbook ({@link
 * dev.banksman.controller.authoring.coverage.FactList}).
 */
@NullMarked
package dev.banksman.controller.authoring.coverage;

import org.jspecify.annotations.NullMarked;
