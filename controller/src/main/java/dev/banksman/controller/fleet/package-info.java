/**
 * Agents: who is connected, what is sent to them, what they send.
 *
 * <p>{@link dev.banksman.controller.fleet.FleetServer} is the listener; nobody gets past its handshake without a
 * certificate of the authority. {@link dev.banksman.controller.fleet.AgentSessions} holds the live links, one per host,
 * and is the engine's way to the agents ({@link dev.banksman.controller.engine.Agents}); what agents report goes to the
 * engine's {@link dev.banksman.controller.engine.AgentEvents}. {@link dev.banksman.controller.fleet.OutputStore} keeps
 * what commands print. Nothing here decides anything: a message that is lost is sent again by who needs its effect.
 */
@NullMarked
package dev.banksman.controller.fleet;

import org.jspecify.annotations.NullMarked;
