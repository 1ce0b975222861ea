/** YAML to runbook: parse, validate, with the position in every message. */
@NullMarked
package dev.banksman.controller.runbook;

import org.jspecify.annotations.NullMarked;
