/**
 * YAML text to a tree whose every node knows its line and column. Nothing here knows what a runbook is; whatever the
 * bytes hold, the answer is a tree or problems, within bounded time and memory.
 */
@NullMarked
package dev.banksman.controller.runbook.yaml;

import org.jspecify.annotations.NullMarked;
