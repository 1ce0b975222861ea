/**
 * Processes: start, adopt after a restart, end as a tree, spool output.
 *
 * <p>{@link dev.banksman.agent.supervise.Launcher} is the port through which commands are started and looked at; all it
 * says is a {@link dev.banksman.agent.supervise.Sighting}, proven at that moment from what is on disk and in the
 * process table, whichever agent process started the command. {@link dev.banksman.agent.supervise.PosixLauncher} does it
 * with a shell script, {@code shim.sh}, that holds a command while it runs; start reading there.
 * {@link dev.banksman.agent.supervise.WindowsLauncher} does it with a small program, {@code shim.c}, and the same files;
 * what they prove is said by one class for both.
 * {@link dev.banksman.agent.supervise.Spool} is what commands print; {@link dev.banksman.agent.supervise.SecretStore}
 * what they must not show.
 */
@NullMarked
package dev.banksman.agent.supervise;

import org.jspecify.annotations.NullMarked;
