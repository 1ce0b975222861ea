/** Verification matrix and evidence bundle. */
@NullMarked
package dev.banksman.controller.report;

import org.jspecify.annotations.NullMarked;
