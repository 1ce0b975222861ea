/**
 * Expressions: CEL, with names in kebab-case, alone (in conditions) or in texts as {@code ${...}}.
 *
 * <p>A hyphen directly between characters of a name is part of the name: {@code configuration-database} is one name, and
 * a subtraction needs a space ({@code a - b}). Inside string literals nothing is touched. Parameters are names by
 * themselves; {@code host.name}, {@code host.roles}, {@code host.variables.<name>}, {@code roles.<role>}
 * (the names of its hosts), {@code run.id} and {@code outputs.<stage>.<step>.<name>} are the rest. Every expression is checked for names and types before anything is
 * planned, and its cost is bounded.
 */
@NullMarked
package dev.banksman.controller.runbook.expression;

import org.jspecify.annotations.NullMarked;
