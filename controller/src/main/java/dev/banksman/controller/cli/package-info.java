/**
 * The command line. It talks to a controller through {@code banksman.operator.v1} alone, so that whatever it can do, any
 * other client can; only what concerns a runbook by itself ({@code runbook ...}) is done on the spot.
 *
 * <p>A newcomer starts at {@link dev.banksman.controller.cli.OperatorCommands}, which lists the commands, and at {@link
 * dev.banksman.controller.cli.ExitCode}, which says what scripts can rely on. What a run looks like on a terminal is {@link
 * dev.banksman.controller.cli.RunTree}: a pure function from what was heard so far to lines.
 */
@NullMarked
package dev.banksman.controller.cli;

import org.jspecify.annotations.NullMarked;
