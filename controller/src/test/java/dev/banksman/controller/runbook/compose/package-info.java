/** Runbooks put together from fragments and loops. */
@NullMarked
package dev.banksman.controller.runbook.compose;

import org.jspecify.annotations.NullMarked;
