/**
 * Other versions for the agents: packages of them, and the way they get to the hosts in waves.
 *
 * <p>{@link dev.banksman.controller.upgrade.Rollout} decides, from what hosts say and from time alone, which host is asked
 * when and when to stop; {@link dev.banksman.controller.upgrade.HostUpgrades} carries it out over the fleet's links; {@link
 * dev.banksman.controller.upgrade.AgentPackages} makes the package. No run is concerned: commands outlive the agents that
 * started them. Nothing here is kept: the hosts know their versions, and a course that was broken off is asked for again.
 */
@NullMarked
package dev.banksman.controller.upgrade;

import org.jspecify.annotations.NullMarked;
