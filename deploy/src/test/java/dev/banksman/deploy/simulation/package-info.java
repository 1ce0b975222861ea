/**
 * Whole installations in one thread: the real engine and fleet of a controller, the real desk, command store, spool and
 * launcher of each agent, around them a simulated clock, network, disk and process table. Everything that happens by
 * chance comes from one seed, so a course can be played again to the byte.
 *
 * <p>Begin with {@link dev.banksman.deploy.simulation.Simulation}: it plays one run and checks what must always hold
 * ({@link dev.banksman.deploy.simulation.Truth}). {@link dev.banksman.deploy.simulation.Plant} names the bugs that can be
 * planted to prove that the checks can fail.
 *
 * <p>Not real here: the sockets (a link carries messages in order and breaks), SQLite (the in-memory journal that passes
 * the same contract), and the shim's script, which {@link dev.banksman.deploy.simulation.ShimProgram} plays step by step.
 * All three are killed for real elsewhere in these tests.
 */
package dev.banksman.deploy.simulation;
