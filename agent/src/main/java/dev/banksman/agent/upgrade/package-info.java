/**
 * How an agent gives way to another version of itself, and how that version earns its place.
 *
 * <p>{@link dev.banksman.agent.upgrade.SelfUpgrade} takes the order and says where it stands;
 * {@link dev.banksman.agent.upgrade.PackageInstaller} brings the package onto this host's disk;
 * {@link dev.banksman.agent.upgrade.VersionFiles} holds the token that the agent and the starter ({@code lib/starter.sh},
 * which says how) pass to each other by renaming it. At no moment is more than one rename between the version that runs
 * and a version that can start.
 */
@NullMarked
package dev.banksman.agent.upgrade;

import org.jspecify.annotations.NullMarked;
