/**
 * The syntax of a runbook and of an inventory as data: which fields there are, of which shape, what they mean. The
 * checker, the JSON Schema and the reference page are made from these tables; actions come from their messages'
 * descriptors, so that a new action needs no word here.
 */
@NullMarked
package dev.banksman.controller.runbook.syntax;

import org.jspecify.annotations.NullMarked;
