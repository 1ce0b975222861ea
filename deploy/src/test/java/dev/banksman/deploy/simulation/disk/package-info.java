/**
 * A disk in memory, for simulations that take the power away. It owns what a POSIX file system promises about
 * durability and nothing it does not promise: content is durable once its file has been forced, a name once its
 * directory has; everything else may or may not be there afterwards, as a function that is passed in decides. The
 * product's own file code runs on it unchanged, through {@code java.nio.file}. Begin at {@link SimulatedDisk}.
 *
 * <p>Not owned here: clock, chance and threads. Times come from a source that is passed in, choices from a
 * {@link Survival}, and one thread at a time uses a disk.
 */
@NullMarked
package dev.banksman.deploy.simulation.disk;

import org.jspecify.annotations.NullMarked;
