/**
 * What the agent does with what it is told: the agent's logic, without threads, sockets or clocks of its own.
 *
 * <p>{@link dev.banksman.agent.desk.CommandDesk} takes the controller's messages and a regular {@code tick}, and works
 * through ports: a store, a launcher, a runner for actions inside the agent, a spool, a clock, and an outbox towards
 * the controller. All of its calls come from one thread, so a simulation can drive many desks in one thread against
 * simulated ports; {@code dev.banksman.agent.link} drives the real one.
 */
@NullMarked
package dev.banksman.agent.desk;

import org.jspecify.annotations.NullMarked;
