/**
 * YAML to runbook and inventory: parse, validate, with the position in every message.
 *
 * <p>Start at {@link dev.banksman.controller.runbook.RunbookReader}. Reading goes in steps, and each says everything that
 * is wrong: {@code yaml} makes a tree with positions, within limits; {@code compose} puts fragments and loops in
 * their places; {@code syntax} holds the tree against tables of
 * fields (those of actions come from the descriptors of their messages); the records are built; then names, orders and
 * expressions ({@code expression}) are checked across the document. The same tables give the JSON Schema
 * ({@link dev.banksman.controller.runbook.RunbookSchema}) and the reference page.
 */
@NullMarked
package dev.banksman.controller.runbook;

import org.jspecify.annotations.NullMarked;
