/**
 * What a runbook is put together from, before anyone looks at its shape: fragments that it includes, and what is
 * written once for each of several values.
 *
 * <p>{@link dev.banksman.controller.runbook.compose.Bundle} is the text that travels and is kept: the runbook, and after
 * it the fragments, each under a line with its file's name. {@link dev.banksman.controller.runbook.compose.Composer} makes
 * one tree of their trees. Every node keeps the file, line and column at which it was written, so that the checks after
 * it know nothing of fragments and still name the right place.
 */
@NullMarked
package dev.banksman.controller.runbook.compose;

import org.jspecify.annotations.NullMarked;
