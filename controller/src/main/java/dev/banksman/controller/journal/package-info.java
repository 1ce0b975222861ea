/**
 * The append-only, hash-chained store of what happened in each run.
 *
 * <p>Start with {@link dev.banksman.controller.journal.Journal}: what an append promises and who may append. {@code
 * SqliteJournal} keeps it in one file, {@code MemoryJournal} in memory for simulations; both pass the same suite of
 * tests. {@code EventCodec} gives the core's events their stored form ({@code banksman.journal.v1}), {@code Chain} says
 * how their hashes follow from one another. The journal does not understand events; the index of runs is given to it
 * with each append and kept in the same transaction. {@code DirectoryLock} keeps a second controller away.
 */
@NullMarked
package dev.banksman.controller.journal;

import org.jspecify.annotations.NullMarked;
