/**
 * What this host is: system, memory, disk, its current start, whether it waits for a restart.
 *
 * <p>{@link dev.banksman.agent.facts.HostSurvey} reads it all for the hello and for the {@code facts} action;
 * {@link dev.banksman.agent.facts.BootId} names the host's current start, by which a reboot is told.
 */
@NullMarked
package dev.banksman.agent.facts;

import org.jspecify.annotations.NullMarked;
